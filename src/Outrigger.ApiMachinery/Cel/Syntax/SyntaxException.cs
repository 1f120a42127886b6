namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Ends the parsing of a text after an error that nothing can be said behind; it is among the issues already.</summary>
internal sealed class SyntaxException : Exception;

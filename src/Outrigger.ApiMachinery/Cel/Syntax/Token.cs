namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A token: where it stands in the text, in UTF-16 units.</summary>
internal readonly record struct Token(TokenKind Kind, int Start, int End);

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A macro whose arguments are not what it needs.</summary>
internal sealed class MacroException(int offset, string message) : Exception(message)
{
    public int Offset { get; } = offset;
}

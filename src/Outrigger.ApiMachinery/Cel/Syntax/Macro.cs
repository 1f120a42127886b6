namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>A call that is replaced by another expression before anything is checked.</summary>
/// <param name="Name">What is called.</param>
/// <param name="Args">With how many arguments.</param>
/// <param name="IsMember">Whether on something: <c>list.all(x, y)</c>.</param>
/// <param name="Expand">Makes what stands in its place; null when the call is none of the macro's. Throws <see cref="MacroException"/>.</param>
internal sealed record Macro(string Name, int Args, bool IsMember, Func<MacroCall, Expr?> Expand);

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>The macros that an expression may use, by name, number of arguments, and whether something stands before the dot.</summary>
internal sealed class MacroTable
{
    private readonly Dictionary<(string Name, int Args, bool IsMember), Macro> macros = [];

    public MacroTable(IEnumerable<Macro> macros)
    {
        foreach (var macro in macros)
        {
            this.macros[(macro.Name, macro.Args, macro.IsMember)] = macro;
        }
    }

    public Macro? Find(string name, int args, bool isMember) => macros.GetValueOrDefault((name, args, isMember));
}

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Turns a call into its node, or into what the macro of that name makes of it.</summary>
internal sealed class MacroExpander(MacroTable macros, CelIssues issues)
{
    public Expr Call(int offset, string name, Expr? target, IReadOnlyList<Expr> args)
    {
        if (macros.Find(name, args.Count, target is not null) is { } macro)
        {
            try
            {
                if (macro.Expand(new MacroCall(offset, target, args)) is { } expanded)
                {
                    return expanded;
                }
            }
            catch (MacroException e)
            {
                issues.Add(e.Offset, e.Message);
                return new IdentExpr(offset, "");
            }
        }

        return new CallExpr(offset, name, target, args);
    }
}

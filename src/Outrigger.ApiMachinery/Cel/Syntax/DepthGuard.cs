namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// How deep expressions stand within one another, counted for each kind of rule, as cel-go does: so that no text makes the parser, or who
/// walks its tree, run out of stack.
/// </summary>
internal sealed class DepthGuard(CelIssues issues)
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int Max = 250;

    private int expressions;
    private int operations;
    private int members;

    public void EnterExpression() => Enter(ref expressions);

    public void LeaveExpression() => expressions--;

    public void EnterOperation() => Enter(ref operations);

    public void LeaveOperations(int count) => operations -= count;

    public void EnterMember() => Enter(ref members);

    public void LeaveMembers(int count) => members -= count;

    private void Enter(ref int depth)
    {
        if (++depth > Max)
        {
            issues.Add(-1, $"expression recursion limit exceeded: {Max}");
            throw new SyntaxException();
        }
    }
}

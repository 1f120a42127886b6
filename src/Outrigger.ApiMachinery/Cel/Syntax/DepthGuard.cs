namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// How deep expressions stand within one another, counted for each kind of rule, as cel-go does: so that no text makes the parser run out
/// of stack. Who walks the tree needs the depth of the whole to be bounded as well, for chains within chains are deeper than each of them.
/// </summary>
internal sealed class DepthGuard(CelIssues issues)
{
    /// <summary>The deepest nesting that is read.</summary>
    public const int Max = 250;

    /// <summary>The deepest tree, macros expanded: a walk over it fits into a thread's stack of 1 MB.</summary>
    public const int MaxTree = 1000;

    private int expressions;
    private int operations;
    private int members;

    public void EnterExpression() => Enter(ref expressions);

    public void LeaveExpression() => expressions--;

    public void EnterOperation() => Enter(ref operations);

    public void LeaveOperations(int count) => operations -= count;

    public void EnterMember() => Enter(ref members);

    public void LeaveMembers(int count) => members -= count;

    /// <summary>Refuses a tree that is too deep. Goes over it without recursion.</summary>
    public void Bound(Expr tree)
    {
        var open = new Stack<(Expr Node, int Depth)>();
        open.Push((tree, 1));
        while (open.TryPop(out var next))
        {
            if (next.Depth > MaxTree)
            {
                throw Refuse(MaxTree);
            }

            foreach (var child in next.Node.Children)
            {
                open.Push((child, next.Depth + 1));
            }
        }
    }

    private void Enter(ref int depth)
    {
        if (++depth > Max)
        {
            throw Refuse(Max);
        }
    }

    private SyntaxException Refuse(int limit)
    {
        issues.Add(-1, $"expression recursion limit exceeded: {limit}");
        return new SyntaxException();
    }
}

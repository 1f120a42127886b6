namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>
/// Reads an expression (CEL language definition, "Syntax") into a tree, and expands macros. Operators of one chain are read in a loop, and
/// how deep they may be nested is bounded.
/// </summary>
internal sealed class Parser
{
    /// <summary>The longest text that is read, in code points.</summary>
    public const int MaxLength = 100_000;

    private static readonly TokenSet Continues = TokenSet.Of(
        TokenKind.Equals, TokenKind.NotEquals, TokenKind.In, TokenKind.Less, TokenKind.LessEquals, TokenKind.GreaterEquals, TokenKind.Greater,
        TokenKind.And, TokenKind.Or, TokenKind.LeftBracket, TokenKind.Dot, TokenKind.Minus, TokenKind.Question, TokenKind.Plus, TokenKind.Star,
        TokenKind.Slash, TokenKind.Percent);

    private readonly TokenReader tokens;
    private readonly DepthGuard depth;
    private readonly MemberParser members;

    // What closes the brackets that are open, innermost last: it may follow a closing bracket.
    private readonly Stack<TokenSet> closers = new();

    private Parser(string text, MacroTable macros, CelIssues issues)
    {
        tokens = new TokenReader(text, issues);
        depth = new DepthGuard(issues);
        members = new MemberParser(this, tokens, depth, new MacroExpander(macros, issues), issues);
        closers.Push(TokenSet.Of(TokenKind.End));
    }

    /// <summary>What may come behind a whole value.</summary>
    internal TokenSet AfterValue => Continues | closers.Peek();

    /// <summary>The tree; null when there are issues.</summary>
    public static Expr? Parse(string text, MacroTable macros, CelIssues issues)
    {
        var length = Values.CelStrings.Length(text);
        if (length > MaxLength)
        {
            issues.Add(-1, $"expression code point size exceeds limit: size: {length}, limit {MaxLength}");
            return null;
        }

        try
        {
            var parser = new Parser(text, macros, issues);
            var expr = parser.Expression();
            parser.tokens.Match(TokenKind.End, default);
            parser.depth.Bound(expr);
            return issues.Count == 0 ? expr : null;
        }
        catch (SyntaxException)
        {
            return null;
        }
    }

    /// <summary>Reads an expression within brackets that one of some tokens ends, or goes on behind.</summary>
    internal Expr Within(TokenSet ends)
    {
        closers.Push(ends);
        var expr = Expression();
        closers.Pop();
        return expr;
    }

    private Expr Expression()
    {
        depth.EnterExpression();
        var condition = Logic(isAnd: false);
        if (tokens.TryTake(TokenKind.Question, out var question))
        {
            closers.Push(TokenSet.Of(TokenKind.Colon));
            var whenTrue = Logic(isAnd: false);
            closers.Pop();
            tokens.Match(TokenKind.Colon, TokenSet.Operand);
            condition = new CallExpr(question.Start, Operators.Conditional, null, [condition, whenTrue, Expression()]);
        }

        depth.LeaveExpression();
        return condition;
    }

    private Expr Logic(bool isAnd)
    {
        var first = isAnd ? Operation(1) : Logic(isAnd: true);
        var sign = isAnd ? TokenKind.And : TokenKind.Or;
        if (!tokens.TryTake(sign, out var op))
        {
            return first;
        }

        List<Expr> terms = [first];
        do
        {
            terms.Add(isAnd ? Operation(1) : Logic(isAnd: true));
        }
        while (tokens.TryTake(sign, out _));
        return new LogicExpr(op.Start, isAnd, terms);
    }

    // Operators of one strength bind to the left: a - b - c.
    private Expr Operation(int strength)
    {
        var left = Unary();
        var count = 0;
        while (Operators.Binary(tokens.Kind) is { } found && found.Strength >= strength)
        {
            var op = tokens.Take();
            depth.EnterOperation();
            count++;
            left = new CallExpr(op.Start, found.Function, null, [left, Operation(found.Strength + 1)]);
        }

        depth.LeaveOperations(count);
        return left;
    }

    private Expr Unary()
    {
        tokens.Expect(TokenSet.Operand);
        var sign = tokens.Current;
        if (tokens.Kind == TokenKind.Not)
        {
            return Signed(sign, Operators.Not);
        }

        // A minus before a number is part of it.
        return tokens.Kind == TokenKind.Minus && tokens.NextKind is not (TokenKind.Int or TokenKind.Float)
            ? Signed(sign, Operators.Negate)
            : members.Read();
    }

    // An even number of signs is none.
    private Expr Signed(Token sign, string function)
    {
        var count = 0;
        while (tokens.Kind == sign.Kind)
        {
            if (sign.Kind == TokenKind.Minus && count > 0 && tokens.NextKind is TokenKind.Int or TokenKind.Float)
            {
                break;
            }

            if (count == 0 && sign.Kind == TokenKind.Minus && !(TokenSet.Member.Contains(tokens.NextKind)))
            {
                throw tokens.NoAlternative(sign.Start, 1);
            }

            tokens.Take();
            count++;
        }

        if (!TokenSet.Member.Contains(tokens.Kind))
        {
            tokens.Extraneous(sign.Kind == TokenKind.Not ? TokenSet.Operand : TokenSet.Member);
            throw new SyntaxException();
        }

        var operand = members.Read();
        return count % 2 == 0 ? operand : new CallExpr(sign.Start, function, null, [operand]);
    }
}

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>Reads a value, and what is selected, indexed and called on it: <c>a.b[0].f(x)</c>.</summary>
internal sealed class MemberParser(Parser parser, TokenReader tokens, DepthGuard depth, MacroExpander macros, CelIssues issues)
{
    private static readonly TokenSet Element = TokenSet.Operand | TokenSet.Of(TokenKind.Question);
    private static readonly TokenSet Names = TokenSet.Of(TokenKind.Identifier, TokenKind.EscapedIdentifier);

    public Expr Read()
    {
        var value = Primary();
        var count = 0;
        while (tokens.Kind is TokenKind.Dot or TokenKind.LeftBracket)
        {
            depth.EnterMember();
            count++;
            value = tokens.Kind == TokenKind.Dot ? Member(value) : Index(value);
        }

        depth.LeaveMembers(count);
        return value;
    }

    private Expr Member(Expr target)
    {
        var start = tokens.Current.Start;
        var isOptional = tokens.NextKind == TokenKind.Question;
        var name = isOptional ? 2 : 1;
        if (!Names.Contains(tokens.Peek(name)))
        {
            throw tokens.NoAlternative(start, name);
        }

        var dot = tokens.Take();
        if (isOptional)
        {
            tokens.Take();
        }

        var token = tokens.Take();
        if (!isOptional && token.Kind == TokenKind.Identifier && tokens.TryTake(TokenKind.LeftParen, out var open))
        {
            return macros.Call(open.Start, tokens.TextOf(token), target, Arguments());
        }

        return new SelectExpr(dot.Start, target, NameOf(token), isOptional: isOptional);
    }

    private Expr Index(Expr target)
    {
        var open = tokens.Take();
        tokens.Expect(Element);
        var isOptional = tokens.TryTake(TokenKind.Question, out _);
        var index = parser.Within(TokenSet.Of(TokenKind.RightBracket));
        tokens.Match(TokenKind.RightBracket, parser.AfterValue);
        return new CallExpr(open.Start, isOptional ? Operators.OptionalIndex : Operators.Index, null, [target, index]);
    }

    private Expr Primary()
    {
        tokens.Expect(TokenSet.Member);
        switch (tokens.Kind)
        {
            case TokenKind.LeftParen:
                tokens.Take();
                var inner = parser.Within(TokenSet.Of(TokenKind.RightParen));
                tokens.Match(TokenKind.RightParen, parser.AfterValue);
                return inner;
            case TokenKind.LeftBracket:
                return List();
            case TokenKind.LeftBrace:
                return Map();
            case TokenKind.Dot or TokenKind.Identifier:
                return Named();
            default:
                return LiteralReader.Read(tokens, issues);
        }
    }

    private Expr Named()
    {
        var start = tokens.Current.Start;
        var hasDot = tokens.Kind == TokenKind.Dot;
        if (hasDot && tokens.NextKind != TokenKind.Identifier)
        {
            throw tokens.NoAlternative(start, 1);
        }

        if (hasDot)
        {
            tokens.Take();
        }

        if (IsStruct())
        {
            return Struct(hasDot ? "." : "");
        }

        var token = tokens.Take();
        var name = tokens.TextOf(token);
        if (Types.FieldNames.IsReserved(name))
        {
            issues.Add(token.Start, $"reserved identifier: {name}");
        }

        name = hasDot ? $".{name}" : name;
        return tokens.TryTake(TokenKind.LeftParen, out var open)
            ? macros.Call(open.Start, name, null, Arguments())
            : new IdentExpr(token.Start, name);
    }

    // a.b.c{
    private bool IsStruct()
    {
        var at = 0;
        while (tokens.Peek(at) == TokenKind.Identifier && tokens.Peek(at + 1) == TokenKind.Dot)
        {
            at += 2;
        }

        return tokens.Peek(at) == TokenKind.Identifier && tokens.Peek(at + 1) == TokenKind.LeftBrace;
    }

    private StructExpr Struct(string head)
    {
        List<string> parts = [tokens.TextOf(tokens.Take())];
        while (tokens.TryTake(TokenKind.Dot, out _))
        {
            parts.Add(tokens.TextOf(tokens.Take()));
        }

        var open = tokens.Take();
        var fields = Items(TokenKind.RightBrace, Names | TokenSet.Of(TokenKind.Question), () =>
        {
            var isOptional = tokens.TryTake(TokenKind.Question, out _);
            tokens.Expect(Names);
            var field = NameOf(tokens.Take());
            var colon = tokens.Match(TokenKind.Colon, TokenSet.Operand);
            return new StructField(colon.Start, field, parser.Within(Ends(TokenKind.RightBrace)), isOptional);
        });
        return new StructExpr(open.Start, head + string.Join('.', parts), fields);
    }

    private ListExpr List()
    {
        var open = tokens.Take();
        return new ListExpr(open.Start, Items(TokenKind.RightBracket, Element, () =>
        {
            var isOptional = tokens.TryTake(TokenKind.Question, out _);
            return new ListItem(parser.Within(Ends(TokenKind.RightBracket)), isOptional);
        }));
    }

    private MapExpr Map()
    {
        var open = tokens.Take();
        return new MapExpr(open.Start, Items(TokenKind.RightBrace, Element, () =>
        {
            var isOptional = tokens.TryTake(TokenKind.Question, out _);
            var key = parser.Within(TokenSet.Of(TokenKind.Colon));
            tokens.Match(TokenKind.Colon, TokenSet.Operand);
            return new MapEntry(key, parser.Within(Ends(TokenKind.RightBrace)), isOptional);
        }));
    }

    // Items with commas between them, and perhaps one behind the last.
    private List<T> Items<T>(TokenKind end, TokenSet begins, Func<T> read)
    {
        var items = new List<T>();
        tokens.Expect(begins | Ends(end));
        while (begins.Contains(tokens.Kind))
        {
            items.Add(read());
            if (tokens.Kind != TokenKind.Comma || !begins.Contains(tokens.NextKind))
            {
                break;
            }

            tokens.Take();
        }

        tokens.Expect(Ends(end));
        tokens.TryTake(TokenKind.Comma, out _);
        tokens.Match(end, parser.AfterValue);
        return items;
    }

    private List<Expr> Arguments()
    {
        var args = new List<Expr>();
        tokens.Expect(TokenSet.Operand | TokenSet.Of(TokenKind.RightParen));
        if (tokens.Kind != TokenKind.RightParen)
        {
            do
            {
                args.Add(parser.Within(Ends(TokenKind.RightParen)));
            }
            while (tokens.TryTake(TokenKind.Comma, out _));
        }

        tokens.Match(TokenKind.RightParen, parser.AfterValue);
        return args;
    }

    // Kubernetes does not enable names in backquotes.
    private string NameOf(Token token)
    {
        if (token.Kind == TokenKind.EscapedIdentifier)
        {
            issues.Add(token.Start, "unsupported syntax: '`'");
        }

        return tokens.TextOf(token);
    }

    private static TokenSet Ends(TokenKind end) => TokenSet.Of(end, TokenKind.Comma);
}

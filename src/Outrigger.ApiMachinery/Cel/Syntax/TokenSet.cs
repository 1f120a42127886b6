namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>The tokens that could have come, as messages list them.</summary>
internal readonly record struct TokenSet(ulong Bits)
{
    private static readonly string[] Names =
    [
        "<EOF>", "'=='", "'!='", "'in'", "'<'", "'<='", "'>='", "'>'", "'&&'", "'||'", "'['", "']'", "'{'", "'}'", "'('", "')'", "'.'", "','",
        "'-'", "'!'", "'?'", "':'", "'+'", "'*'", "'/'", "'%'", "'true'", "'false'", "'null'", "NUM_FLOAT", "NUM_INT", "NUM_UINT", "STRING",
        "BYTES", "IDENTIFIER", "ESC_IDENTIFIER",
    ];

    /// <summary>What a value without a sign begins with.</summary>
    public static TokenSet Member { get; } = Of(
        TokenKind.LeftBracket, TokenKind.LeftBrace, TokenKind.LeftParen, TokenKind.Dot, TokenKind.Minus, TokenKind.True, TokenKind.False,
        TokenKind.Null, TokenKind.Float, TokenKind.Int, TokenKind.Uint, TokenKind.String, TokenKind.Bytes, TokenKind.Identifier);

    /// <summary>What an expression begins with.</summary>
    public static TokenSet Operand { get; } = Member | Of(TokenKind.Not);

    public static TokenSet operator |(TokenSet a, TokenSet b) => new(a.Bits | b.Bits);

    public static TokenSet Of(params ReadOnlySpan<TokenKind> kinds)
    {
        ulong bits = 0;
        foreach (var kind in kinds)
        {
            bits |= 1UL << (int)kind;
        }

        return new(bits);
    }

    public bool Contains(TokenKind kind) => (Bits & (1UL << (int)kind)) != 0;

    public override string ToString()
    {
        var self = this;
        var names = Names.Where((_, i) => self.Contains((TokenKind)i)).ToList();
        return names.Count == 1 ? names[0] : $"{{{string.Join(", ", names)}}}";
    }
}

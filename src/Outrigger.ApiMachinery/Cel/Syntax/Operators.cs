namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>The names under which operators are functions; messages show them.</summary>
internal static class Operators
{
    public const string Conditional = "_?_:_";
    public const string And = "_&&_";
    public const string Or = "_||_";
    public const string Not = "!_";
    public const string Negate = "-_";
    public const string NotStrictlyFalse = "@not_strictly_false";
    public new const string Equals = "_==_";
    public const string NotEquals = "_!=_";
    public const string Less = "_<_";
    public const string LessEquals = "_<=_";
    public const string Greater = "_>_";
    public const string GreaterEquals = "_>=_";
    public const string In = "@in";
    public const string Add = "_+_";
    public const string Subtract = "_-_";
    public const string Multiply = "_*_";
    public const string Divide = "_/_";
    public const string Modulo = "_%_";
    public const string Index = "_[_]";
    public const string OptionalIndex = "_[?_]";
    public const string OptionalSelect = "_?._";

    /// <summary>The function of an operator between two values, and how tightly it binds; null when the token is none.</summary>
    public static (string Function, int Strength)? Binary(TokenKind kind) => kind switch
    {
        TokenKind.Less => (Less, 1),
        TokenKind.LessEquals => (LessEquals, 1),
        TokenKind.Greater => (Greater, 1),
        TokenKind.GreaterEquals => (GreaterEquals, 1),
        TokenKind.Equals => (Equals, 1),
        TokenKind.NotEquals => (NotEquals, 1),
        TokenKind.In => (In, 1),
        TokenKind.Plus => (Add, 2),
        TokenKind.Minus => (Subtract, 2),
        TokenKind.Star => (Multiply, 3),
        TokenKind.Slash => (Divide, 3),
        TokenKind.Percent => (Modulo, 3),
        _ => null,
    };
}

using System.Buffers;
using System.Collections.Frozen;
using System.Text;

namespace Outrigger.ApiMachinery.Cel.Types;

/// <summary>
/// How names of properties that are no identifiers are written in expressions: <c>a-b</c> as <c>a__dash__b</c>, a reserved word
/// <c>namespace</c> as <c>__namespace__</c> (Kubernetes, x-kubernetes-validations).
/// </summary>
public static class FieldNames
{
    private static readonly FrozenSet<string> Reserved = FrozenSet.ToFrozenSet(
    [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop",
        "package", "namespace", "return", "var", "void", "while",
    ], StringComparer.Ordinal);

    private static readonly SearchValues<char> Plain =
        SearchValues.Create("_0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    private static readonly (string Text, string Escape)[] Escapes =
    [
        ("__", "__underscores__"), (".", "__dot__"), ("-", "__dash__"), ("/", "__slash__"),
    ];

    /// <summary>Whether a word may not be the name of a variable.</summary>
    public static bool IsReserved(string word) => Reserved.Contains(word);

    /// <summary>Whether a text can be the name of a variable as it is.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && !name.AsSpan().ContainsAnyExcept(Plain) && !IsReserved(name);

    /// <summary>The name in expressions; null when a property cannot be named in any.</summary>
    public static string? Escape(string property)
    {
        if (property.Length == 0 || char.IsAsciiDigit(property[0]))
        {
            return null;
        }

        if (IsReserved(property))
        {
            return $"__{property}__";
        }

        if (!property.AsSpan().ContainsAnyExcept(Plain) && !property.Contains("__", StringComparison.Ordinal))
        {
            return property;
        }

        var text = new StringBuilder(property.Length + 16);
        for (var i = 0; i < property.Length;)
        {
            var (plain, escape) = Escapes.FirstOrDefault(e => string.CompareOrdinal(property, i, e.Text, 0, e.Text.Length) == 0);
            if (plain is null && !Plain.Contains(property[i]))
            {
                return null;
            }

            text.Append(escape ?? property[i].ToString());
            i += plain?.Length ?? 1;
        }

        return text.ToString();
    }

    /// <summary>The property that a name in an expression means; null when the name is no property's.</summary>
    public static string? Unescape(string name)
    {
        if (!name.Contains("__", StringComparison.Ordinal))
        {
            return name;
        }

        if (name.Length > 4 && name.StartsWith("__", StringComparison.Ordinal) && name.EndsWith("__", StringComparison.Ordinal)
            && IsReserved(name[2..^2]))
        {
            return name[2..^2];
        }

        var text = new StringBuilder(name.Length);
        for (var i = 0; i < name.Length;)
        {
            if (string.CompareOrdinal(name, i, "__", 0, 2) != 0)
            {
                text.Append(name[i++]);
                continue;
            }

            var (plain, escape) = Escapes.FirstOrDefault(e => string.CompareOrdinal(name, i, e.Escape, 0, e.Escape.Length) == 0);
            if (plain is null && IsEscape(name.AsSpan(i)))
            {
                return null;
            }

            text.Append(plain ?? "_");
            i += escape?.Length ?? 1;
        }

        return text.ToString();
    }

    // __word__
    private static bool IsEscape(ReadOnlySpan<char> text)
    {
        var length = text[2..].IndexOf('_');
        return length > 0 && text[(length + 2)..].StartsWith("__", StringComparison.Ordinal);
    }
}

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>Reads the words of one line of a schema file: blanks part them, a text in quotes is one word, with <c>\"</c>, <c>\n</c> and <c>\\</c> inside.</summary>
internal ref struct SchemaLine(ReadOnlySpan<char> text)
{
    private ReadOnlySpan<char> rest = text.Trim();

    public readonly bool AtEnd => rest.IsEmpty;

    public readonly bool AtQuote => !rest.IsEmpty && rest[0] == '"';

    public ReadOnlySpan<char> Next()
    {
        if (rest.IsEmpty)
        {
            return rest;
        }

        var end = rest.IndexOf(' ');
        var word = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..].TrimStart();
        return word;
    }

    public string NextText() => Next().ToString();

    /// <summary>A text in quotes.</summary>
    public string NextQuoted()
    {
        var end = 1;
        while (end < rest.Length && rest[end] != '"')
        {
            end += rest[end] == '\\' ? 2 : 1;
        }

        if (end >= rest.Length)
        {
            throw new FormatException($"a quoted text does not end: {rest}");
        }

        var word = rest[..(end + 1)];
        rest = rest[(end + 1)..].TrimStart();
        var plain = word[1..^1].ToString();
        return plain.Contains('\\', StringComparison.Ordinal)
            ? plain.Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal)
                .Replace("\\\\", "\\", StringComparison.Ordinal)
            : plain;
    }
}

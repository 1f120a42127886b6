using System.Text;

namespace Outrigger.ApiMachinery.Cel.Syntax;

/// <summary>What is wrong with an expression: all of it, with the lines and the places, as cel-go shows them.</summary>
public sealed class CelIssues
{
    private const int MaxShown = 100;
    private const int MaxLine = 16384;
    private readonly string text;
    private readonly List<(int Offset, string Message)> issues = [];

    internal CelIssues(string text) => this.text = text;

    /// <summary>How many there are.</summary>
    public int Count => issues.Count;

    /// <summary>The messages alone, in the order of their places.</summary>
    public IEnumerable<string> Messages => issues.OrderBy(i => i.Offset).Select(i => i.Message);

    /// <summary>Adds an issue at a place in the text, in UTF-16 units; -1 for the whole expression.</summary>
    internal void Add(int offset, string message) => issues.Add((offset, message));

    /// <summary>Each as <c>ERROR: &lt;input&gt;:1:6: message</c>, the line, and a mark below the place.</summary>
    public override string ToString()
    {
        var shown = issues.Take(MaxShown).OrderBy(i => i.Offset).Select(i => Show(i.Offset, i.Message));
        var rest = issues.Count > MaxShown ? $"\n{issues.Count - MaxShown} more errors were truncated" : "";
        return string.Join('\n', shown) + rest;
    }

    private string Show(int offset, string message)
    {
        if (offset < 0)
        {
            return $"ERROR: <input>:-1:0: {message}";
        }

        var before = text.AsSpan(0, offset);
        var line = before.Count('\n') + 1;
        var start = before.LastIndexOf('\n') + 1;
        var column = Runes(text.AsSpan(start, offset - start));
        var head = $"ERROR: <input>:{line}:{column + 1}: {message}";
        var end = text.AsSpan(start).IndexOf('\n') is >= 0 and var length ? start + length : text.Length;
        var shown = text[start..end].Replace('\t', ' ');
        return Encoding.UTF8.GetByteCount(shown) > MaxLine ? head : $"{head}\n | {shown}\n | {Mark(shown, column)}";
    }

    // Wide characters get wide dots, so that the mark stands below its place.
    private static string Mark(string line, int column)
    {
        var mark = new StringBuilder(column + 1);
        foreach (var rune in line.EnumerateRunes().Take(column))
        {
            mark.Append(rune.IsAscii ? '.' : '\uff0e');
        }

        var at = line.EnumerateRunes().Skip(column).FirstOrDefault();
        return mark.Append(at.Value > 0x7f ? '\uff3e' : '^').ToString();
    }

    private static int Runes(ReadOnlySpan<char> text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}

namespace Outrigger.Cli.Terminal;

/// <summary>Breaks text at spaces.</summary>
internal static class Wrapping
{
    /// <summary>Lines of at most <paramref name="width"/> characters (a longer word stays whole); at least one line.</summary>
    public static IReadOnlyList<string> Lines(string text, int width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                lines.Add(line);
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        lines.Add(line);
        return lines;
    }
}

using System.Text;

namespace Outrigger.Registry.Operations;

/// <summary>
/// The warnings of one request, each sent once as a <c>Warning: 299</c> header. When all together are longer than 4096 characters, each is
/// cut after 256, and what then comes beyond 4096 is left out: clients bound their headers (apiserver endpoints/filters/warning.go).
/// </summary>
public sealed class WarningSink
{
    private const int MostRunes = 4 * 1024;
    private const int MostRunesOfOne = 256;

    private readonly List<string> texts = [];
    private HashSet<string>? known;
    private int runes;
    private bool isCutting;

    /// <summary>In the order in which they were added, without repeats.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <summary>Adds a warning unless it is there, or there are too many.</summary>
    public void Add(string text)
    {
        if (text.Length == 0 || (isCutting && runes >= MostRunes) || !(known ??= new(StringComparer.Ordinal)).Add(text))
        {
            return;
        }

        texts.Add(isCutting ? Cut(text) : text);
        runes += Count(texts[^1]);
        if (runes > MostRunes && !isCutting)
        {
            isCutting = true;
            for (var i = 0; i < texts.Count; i++)
            {
                texts[i] = Cut(texts[i]);
            }

            runes = texts.Sum(Count);
        }
    }

    private static int Count(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }

    private static string Cut(string text)
    {
        var (count, end) = (0, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            if (++count > MostRunesOfOne)
            {
                return text[..end];
            }

            end += rune.Utf16SequenceLength;
        }

        return text;
    }
}

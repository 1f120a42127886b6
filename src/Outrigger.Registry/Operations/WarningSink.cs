namespace Outrigger.Registry.Operations;

/// <summary>The warnings of one request, each sent once as a <c>Warning: 299</c> header.</summary>
public sealed class WarningSink
{
    private readonly List<string> texts = [];

    /// <summary>In the order in which they were added, without repeats.</summary>
    public IReadOnlyList<string> Texts => texts;

    /// <summary>Adds a warning unless it is there.</summary>
    public void Add(string text)
    {
        if (!texts.Contains(text, StringComparer.Ordinal))
        {
            texts.Add(text);
        }
    }
}

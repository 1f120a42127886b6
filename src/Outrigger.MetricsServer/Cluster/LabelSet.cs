using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.MetricsServer.Cluster;

/// <summary>Makes labels of objects, ordered by key as Go writes them. Texts that repeat from object to object are kept once.</summary>
internal sealed class LabelSet
{
    // enough for what a cluster has; what is beyond that repeats seldom
    private const int MostTexts = 50_000;
    private readonly Dictionary<string, string> texts = new(StringComparer.Ordinal);

    public KeyValuePair<string, string>[] Of(JsonObject obj) =>
    [
        .. JsonNodes.StringMap(JsonNodes.Get(obj, "metadata", "labels"))
            .OrderBy(p => p.Key, StringComparer.Ordinal)
            .Select(p => KeyValuePair.Create(Kept(p.Key), Kept(p.Value))),
    ];

    /// <summary>The same text, as one that was seen before when there is one.</summary>
    public string Kept(string text)
    {
        if (texts.TryGetValue(text, out var kept))
        {
            return kept;
        }

        if (texts.Count >= MostTexts)
        {
            texts.Clear();
        }

        texts.Add(text, text);
        return text;
    }
}

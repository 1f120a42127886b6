namespace Outrigger.Storage.Objects;

/// <summary>The selectable fields of one resource, prepared for reading them out of stored bytes. One instance per resource.</summary>
public sealed class FactPaths
{
    private const int KeptTexts = 512;
    private readonly FactPath[] facts;
    private readonly string[] labels;

    /// <summary>Prepares the fields beside <c>metadata.name</c> and <c>metadata.namespace</c>, which every object has.</summary>
    public FactPaths(IEnumerable<FactPath> facts)
        : this(facts, new TextCache(KeptTexts))
    {
    }

    /// <summary>Prepares fields whose label is their path and that have no default.</summary>
    public FactPaths(IEnumerable<string> paths)
        : this(paths.Select(p => new FactPath(p)))
    {
    }

    private FactPaths(IEnumerable<FactPath> facts, TextCache texts)
    {
        this.facts = [.. facts];
        labels = [.. this.facts.Select(f => f.Label)];
        var root = new PathNode("");
        for (var i = 0; i < this.facts.Length; i++)
        {
            root.Add(this.facts[i].Path ?? this.facts[i].Label, 2 * i);
            if (this.facts[i].Fallback is { } fallback)
            {
                root.Add(fallback, (2 * i) + 1);
            }
        }

        Root = root;
        Texts = texts;
    }

    /// <summary>For objects that are not stored (answers of a review): no fields, and no texts are kept.</summary>
    public static FactPaths None { get; } = new(Array.Empty<FactPath>(), new TextCache(0));

    /// <summary>The labels in the order of the values of <see cref="StoredObject.Fields"/>.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>Texts that repeat from object to object (namespaces, labels, field values), kept once.</summary>
    internal TextCache Texts { get; }

    /// <summary>Field sets that repeat likewise.</summary>
    internal FieldSetCache FieldSets { get; } = new();

    internal PathNode Root { get; }

    internal int SlotCount => 2 * facts.Length;

    /// <summary>The fields from what was found: two slots for each, its path's and its fallback's.</summary>
    internal TextMap Resolve(string?[] found)
    {
        if (facts.Length == 0)
        {
            return TextMap.Empty;
        }

        var pairs = new string[facts.Length * 2];
        for (var i = 0; i < facts.Length; i++)
        {
            pairs[2 * i] = labels[i];
            pairs[(2 * i) + 1] = Filled(found[2 * i]) ?? Filled(found[(2 * i) + 1]) ?? facts[i].Default;
        }

        return new TextMap(pairs);
    }

    private static string? Filled(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

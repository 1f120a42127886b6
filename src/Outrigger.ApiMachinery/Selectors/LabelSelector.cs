using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>Chooses objects by their labels: all conditions must hold. Immutable.</summary>
public sealed class LabelSelector
{
    private readonly LabelRequirement[] requirements;
    private readonly bool nothing;

    private LabelSelector(LabelRequirement[] requirements, bool nothing)
    {
        this.requirements = requirements;
        this.nothing = nothing;
    }

    /// <summary>The selector without conditions: every object matches.</summary>
    public static LabelSelector Everything { get; } = new([], nothing: false);

    /// <summary>The selector that no object matches (an absent <c>LabelSelector</c> object).</summary>
    public static LabelSelector Nothing { get; } = new([], nothing: true);

    /// <summary>The conditions, ordered by key.</summary>
    public IReadOnlyList<LabelRequirement> Requirements => requirements;

    /// <summary>Whether every object matches.</summary>
    public bool IsEverything => requirements.Length == 0 && !nothing;

    /// <summary>
    /// Reads the text of a <c>labelSelector</c> parameter: <c>a=b</c>, <c>a==b</c>, <c>a!=b</c>, <c>a in (b,c)</c>, <c>a notin (b)</c>, <c>a</c>,
    /// <c>!a</c>, <c>a&gt;1</c>, <c>a&lt;1</c>, with commas between. Anything else is a 400 with Kubernetes' words.
    /// </summary>
    public static LabelSelector Parse(string text) =>
        string.IsNullOrEmpty(text) ? Everything : Of(new LabelSelectorParser(text).Parse());

    /// <summary>
    /// Reads the object form (<c>matchLabels</c>, <c>matchExpressions</c>); null selects nothing, an empty object everything. A bad
    /// condition is a 400.
    /// </summary>
    public static LabelSelector FromLabelSelectorObject(JsonObject? selector) =>
        selector is null ? Nothing : Of(LabelSelectorObject.Read(selector));

    /// <summary>A selector of conditions that are known to be good.</summary>
    public static LabelSelector Of(IEnumerable<LabelRequirement> requirements) =>
        new([.. requirements.OrderBy(r => r.Key, StringComparer.Ordinal)], nothing: false);

    /// <summary>Whether labels satisfy every condition.</summary>
    public bool Matches(IReadOnlyList<KeyValuePair<string, string>> labels)
    {
        foreach (var requirement in requirements)
        {
            if (!requirement.Holds(Find(labels, requirement.Key)))
            {
                return false;
            }
        }

        return !nothing;
    }

    /// <summary>Whether labels satisfy every condition.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        foreach (var requirement in requirements)
        {
            if (!requirement.Holds(labels.TryGetValue(requirement.Key, out var value) ? value : null))
            {
                return false;
            }
        }

        return !nothing;
    }

    /// <summary>The canonical text: conditions by key, the values of a set sorted.</summary>
    public override string ToString() => string.Join(',', requirements.Select(r => r.ToString()));

    private static string? Find(IReadOnlyList<KeyValuePair<string, string>> labels, string key)
    {
        for (var i = 0; i < labels.Count; i++)
        {
            if (string.Equals(labels[i].Key, key, StringComparison.Ordinal))
            {
                return labels[i].Value;
            }
        }

        return null;
    }
}

using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>The labels of one series. Compared as they are; the text of them is made only when the page is written.</summary>
internal readonly struct MetricLabels : IEquatable<MetricLabels>
{
    private readonly Label first;
    private readonly Label second;
    private readonly Label third;
    private readonly string rest;

    private MetricLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        first = Label.Of(tags, 0);
        second = Label.Of(tags, 1);
        third = Label.Of(tags, 2);
        rest = "";
        for (var i = 3; i < tags.Length; i++)
        {
            rest = $"{rest},{Label.Of(tags, i)}";
        }
    }

    /// <summary>The labels of a measurement.</summary>
    public static MetricLabels Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags);

    /// <inheritdoc/>
    public bool Equals(MetricLabels other) =>
        first == other.first && second == other.second && third == other.third && rest == other.rest;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is MetricLabels other && Equals(other);

    // The keys of one instrument are the same every time: the values tell series apart.
    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(first.Value, second.Value, third.Value, rest);

    /// <summary>Whether one of the first three labels is this one.</summary>
    public bool Has(string key, string value) => first.Is(key, value) || second.Is(key, value) || third.Is(key, value);

    /// <summary>As they stand between the braces of a line: <c>verb="get",code="200"</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var label in (ReadOnlySpan<Label>)[first, second, third])
        {
            if (label.Key.Length > 0)
            {
                text.Append(text.Length > 0 ? "," : "").Append(label);
            }
        }

        return text.Append(rest).ToString();
    }

    private readonly record struct Label(string Key, object? Value)
    {
        public static Label Of(ReadOnlySpan<KeyValuePair<string, object?>> tags, int index) =>
            index < tags.Length ? new Label(tags[index].Key, tags[index].Value) : new Label("", null);

        public bool Is(string key, string value) => Key == key && Value is string text && text == value;

        public override string ToString()
        {
            var value = (Value?.ToString() ?? "")
                .Replace("\\", "\\\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("\n", "\\n", StringComparison.Ordinal);
            return $"{Key.Replace('.', '_')}=\"{value}\"";
        }
    }
}

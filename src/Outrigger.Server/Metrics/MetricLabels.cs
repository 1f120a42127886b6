using System.Text;

namespace Outrigger.Server.Metrics;

/// <summary>The labels of one series. Compared as they are; the text of them is made only when the page is written.</summary>
internal readonly record struct MetricLabels
{
    private readonly KeyValuePair<string, object?> first;
    private readonly KeyValuePair<string, object?> second;
    private readonly KeyValuePair<string, object?> third;
    private readonly string rest;

    private MetricLabels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        first = tags.Length > 0 ? tags[0] : default;
        second = tags.Length > 1 ? tags[1] : default;
        third = tags.Length > 2 ? tags[2] : default;
        rest = "";
        for (var i = 3; i < tags.Length; i++)
        {
            rest = $"{rest},{Text(tags[i])}";
        }
    }

    /// <summary>The labels of a measurement.</summary>
    public static MetricLabels Of(ReadOnlySpan<KeyValuePair<string, object?>> tags) => new(tags);

    /// <summary>As they stand between the braces of a line: <c>verb="get",code="200"</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var tag in (ReadOnlySpan<KeyValuePair<string, object?>>)[first, second, third])
        {
            if (tag.Key is not null)
            {
                text.Append(text.Length > 0 ? "," : "").Append(Text(tag));
            }
        }

        return text.Append(rest).ToString();
    }

    private static string Text(KeyValuePair<string, object?> tag)
    {
        var value = (tag.Value?.ToString() ?? "")
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);
        return $"{tag.Key.Replace('.', '_')}=\"{value}\"";
    }
}

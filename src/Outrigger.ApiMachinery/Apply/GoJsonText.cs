using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>JSON as Go's encoding/json writes it where the bytes count: sorted keys, and <c>&lt;</c>, <c>&gt;</c>, <c>&amp;</c> escaped.</summary>
internal static class GoJsonText
{
    /// <summary>A whole tree.</summary>
    public static void Append(StringBuilder text, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                text.Append('{');
                var first = true;
                foreach (var (key, value) in map.OrderBy(p => p.Key, Comparer<string>.Create(Utf8Order.Compare)))
                {
                    text.Append(first ? "" : ",");
                    first = false;
                    AppendString(text, key, html: true);
                    Append(text.Append(':'), value);
                }

                text.Append('}');
                break;
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    Append(text.Append(i == 0 ? "" : ","), list[i]);
                }

                text.Append(']');
                break;
            default:
                AppendScalar(text, KeyValue.Of(node));
                break;
        }
    }

    /// <summary>A <c>long</c>, <c>double</c>, <c>string</c>, <c>bool</c> or null.</summary>
    public static void AppendScalar(StringBuilder text, object? value)
    {
        switch (value)
        {
            case null: text.Append("null"); break;
            case string chars: AppendString(text, chars, html: true); break;
            case bool truth: text.Append(truth ? "true" : "false"); break;
            case double number: text.Append(GoNumbers.Format(number)); break;
            case KeyValue.RawJson raw: text.Append(raw.Text); break;
            default: text.Append(CultureInfo.InvariantCulture, $"{value}"); break;
        }
    }

    public static void AppendString(StringBuilder text, string value, bool html)
    {
        text.Append('"');
        foreach (var c in value)
        {
            switch (c)
            {
                case '"': text.Append("\\\""); break;
                case '\\': text.Append("\\\\"); break;
                case '\n': text.Append("\\n"); break;
                case '\r': text.Append("\\r"); break;
                case '\t': text.Append("\\t"); break;
                case < ' ' or '\u2028' or '\u2029':
                case '<' or '>' or '&' when html:
                    text.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
                    break;
                default: text.Append(c); break;
            }
        }

        text.Append('"');
    }
}

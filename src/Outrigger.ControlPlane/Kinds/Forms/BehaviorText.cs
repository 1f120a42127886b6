using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>The behavior of an autoscaler as an annotation has it: with the names of Go's fields, every one written.</summary>
internal static class BehaviorText
{
    private static readonly string[] Rules = ["stabilizationWindowSeconds", "selectPolicy", "policies", "tolerance"];
    private static readonly string[] Policy = ["type", "value", "periodSeconds"];
    private static readonly string[] Directions = ["scaleUp", "scaleDown"];

    public static string Write(JsonObject behavior)
    {
        var all = Written(behavior, Directions);
        foreach (var direction in Directions)
        {
            if (behavior[direction] is JsonObject rules)
            {
                var written = Written(rules, Rules);
                if (rules["policies"] is JsonArray policies)
                {
                    written["Policies"] = new JsonArray([.. policies.OfType<JsonObject>().Select(p => (JsonNode)Written(p, Policy))]);
                }

                all[GoName(direction)] = written;
            }
        }

        return ObjectWriter.ToText(all);
    }

    /// <summary>Null when it is none, or empty.</summary>
    public static JsonObject? Read(string text)
    {
        if (AnnotationJson.Read(text) is not JsonObject all)
        {
            return null;
        }

        var behavior = Read(all, Directions);
        foreach (var direction in Directions)
        {
            if (behavior[direction] is JsonObject rules)
            {
                var read = Read(rules, Rules);
                if (read["policies"] is JsonArray policies)
                {
                    read["policies"] = new JsonArray([.. policies.OfType<JsonObject>().Select(p => (JsonNode)Read(p, Policy))]);
                }

                behavior[direction] = read;
            }
        }

        return behavior.Count == 0 ? null : behavior;
    }

    private static JsonObject Written(JsonObject from, string[] names)
    {
        var to = new JsonObject();
        foreach (var name in names)
        {
            to[GoName(name)] = from[name]?.DeepClone();
        }

        return to;
    }

    // Go reads names without regard to their case.
    private static JsonObject Read(JsonObject from, string[] names)
    {
        var to = new JsonObject();
        foreach (var (key, value) in from)
        {
            if (value is not null && Array.Find(names, n => string.Equals(n, key, StringComparison.OrdinalIgnoreCase)) is { } name)
            {
                to[name] = value.DeepClone();
            }
        }

        return to;
    }

    private static string GoName(string name) => string.Concat(new Rune(char.ToUpperInvariant(name[0])).ToString(), name.AsSpan(1));
}

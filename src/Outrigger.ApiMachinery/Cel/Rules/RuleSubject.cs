using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>A value that rules are about.</summary>
/// <param name="Value">The value.</param>
/// <param name="Old">What stood in its place before; null when that is not known, or was nothing.</param>
/// <param name="Schema">What describes it.</param>
/// <param name="IsWhole">Whether it is a whole object.</param>
/// <param name="Trail">Where it is; becomes text only for what is told, as keys may be long and values many.</param>
internal sealed record RuleSubject(JsonNode Value, JsonNode? Old, Schema Schema, bool IsWhole, FieldTrail Trail)
{
    /// <summary>The value itself, or the nearest one around it, of which is known what stood there before; null when there is none.</summary>
    public (JsonNode New, JsonNode Old)? Nearest { get; init; }

    /// <summary>The path of a field within it; Kubernetes writes Go's nil for the root.</summary>
    public string PathOf(string field)
    {
        var path = Trail.ToString();
        return field.Length == 0 ? path.Length == 0 ? "<nil>" : path
            : path.Length == 0 || field[0] == '[' ? $"{path}{field}" : $"{path}.{field}";
    }
}

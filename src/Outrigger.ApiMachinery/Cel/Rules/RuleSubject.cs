using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>A value that rules are about.</summary>
/// <param name="Value">The value.</param>
/// <param name="Old">What stood in its place before; null when that is not known, or was nothing.</param>
/// <param name="Schema">What describes it.</param>
/// <param name="IsWhole">Whether it is a whole object.</param>
/// <param name="Path">Where it is; empty for the root.</param>
internal sealed record RuleSubject(JsonNode Value, JsonNode? Old, Schema Schema, bool IsWhole, string Path)
{
    /// <summary>The value itself, or the nearest one around it, of which is known what stood there before; null when there is none.</summary>
    public (JsonNode New, JsonNode Old)? Nearest { get; init; }

    /// <summary>The path of a field within it; Kubernetes writes Go's nil for the root.</summary>
    public string PathOf(string field) => field.Length == 0 ? Path.Length == 0 ? "<nil>" : Path
        : Path.Length == 0 || field[0] == '[' ? $"{Path}{field}" : $"{Path}.{field}";
}

using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>
/// The part of JSON path that printer columns and scale paths use: <c>.a.b</c>, <c>['a.b']</c>, <c>.a\.b</c>, <c>[0]</c>, <c>[-1:]</c>,
/// <c>[0,1]</c>, <c>[*]</c>, <c>..a</c> and <c>[?(@.type=="Ready")]</c>.
/// </summary>
public sealed class JsonPath
{
    private readonly IReadOnlyList<JsonPathStep> steps;

    private JsonPath(IReadOnlyList<JsonPathStep> steps) => this.steps = steps;

    /// <summary>Reads a path; an outer pair of braces is ignored.</summary>
    /// <exception cref="FormatException">It is none, or uses more of JSON path than is known here.</exception>
    public static JsonPath Parse(string text)
    {
        var trimmed = text.StartsWith('{') && text.EndsWith('}') ? text[1..^1] : text;
        return new(new JsonPathParser(trimmed).Steps());
    }

    /// <summary>Everything that the path leads to.</summary>
    public IReadOnlyList<JsonNode?> Evaluate(JsonNode? root) => [.. Find(root)];

    /// <summary>The first thing that the path leads to; null when there is none.</summary>
    public JsonNode? First(JsonNode? root)
    {
        var node = root;
        for (var i = 0; i < steps.Count; i++)
        {
            if (steps[i] is not JsonPathStep.Child { Name: var name })
            {
                return Find(root).FirstOrDefault();
            }

            node = node is JsonObject obj && obj.TryGetPropertyValue(name, out var value) ? value : null;
        }

        return node;
    }

    /// <summary>What the path leads to, found while it is asked for.</summary>
    internal IEnumerable<JsonNode?> Find(JsonNode? root) =>
        steps.Aggregate((IEnumerable<JsonNode?>)[root], static (nodes, step) => step.FromAll(nodes));
}

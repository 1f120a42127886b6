using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>One step of a JSON path: what it finds below a node.</summary>
internal abstract record JsonPathStep
{
    public abstract IEnumerable<JsonNode?> From(JsonNode? node);

    /// <summary><c>.name</c> or <c>['name']</c>.</summary>
    public sealed record Child(string Name) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node) =>
            node is JsonObject obj && obj.TryGetPropertyValue(Name, out var value) ? [value] : [];
    }

    /// <summary><c>[0]</c>; negative counts from the end.</summary>
    public sealed record Item(int Index) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node)
        {
            var at = node is JsonArray list ? (Index < 0 ? Index + list.Count : Index) : -1;
            return at >= 0 && at < ((JsonArray)node!).Count ? [node[at]] : [];
        }
    }

    /// <summary><c>[*]</c> or <c>.*</c>.</summary>
    public sealed record Every : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node) => node switch
        {
            JsonArray list => list,
            JsonObject obj => obj.Select(p => p.Value),
            _ => [],
        };
    }

    /// <summary><c>[?(@.type=="Ready")]</c>; without an operator, items that have the path.</summary>
    public sealed record Filter(JsonPath Path, bool Equal, JsonNode? Literal, bool HasLiteral) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node) => node is JsonArray list ? list.Where(Matches) : [];

        private bool Matches(JsonNode? item)
        {
            var found = Path.Evaluate(item);
            return HasLiteral
                ? found.Any(value => JsonNodes.DeepEqual(value, Literal) == Equal)
                : found.Count > 0;
        }
    }
}

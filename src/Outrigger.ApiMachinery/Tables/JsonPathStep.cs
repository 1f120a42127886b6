using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tables;

/// <summary>One step of a JSON path: what it finds below a node.</summary>
internal abstract record JsonPathStep
{
    public abstract IEnumerable<JsonNode?> From(JsonNode? node);

    /// <summary>What it finds below several nodes, in their order; found while it is asked for.</summary>
    public virtual IEnumerable<JsonNode?> FromAll(IEnumerable<JsonNode?> nodes) => nodes.SelectMany(From);

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

    /// <summary><c>[0:2]</c>, <c>[-1:]</c>, <c>[::2]</c>; nothing when a bound is not in the list, as in client-go.</summary>
    public sealed record Slice(int Start, int? End, int Step) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node)
        {
            if (node is not JsonArray list)
            {
                return [];
            }

            var start = Start < 0 ? Start + list.Count : Start;
            var end = End is not { } given ? list.Count : given < 0 ? given + list.Count : given;
            return start < 0 || end > list.Count || start >= end ? [] : list.Take(start..end).Where((_, i) => i % Step == 0);
        }
    }

    /// <summary><c>[0,2]</c> or <c>['a','b']</c>.</summary>
    public sealed record Union(IReadOnlyList<JsonPathStep> Members) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node) => Members.SelectMany(m => m.From(node));

        // each of several unions would double what the one before found twice
        public override IEnumerable<JsonNode?> FromAll(IEnumerable<JsonNode?> nodes)
        {
            var seen = new HashSet<JsonNode?>(ReferenceEqualityComparer.Instance);
            return nodes.Where(seen.Add).SelectMany(From);
        }
    }

    /// <summary><c>..</c>: the node and every object and list below it that has something in it.</summary>
    public sealed record Below : JsonPathStep
    {
        private static readonly Every Children = new();

        public override IEnumerable<JsonNode?> From(JsonNode? node) => FromAll([node]);

        // Each once: a path of several ".." reaches a node in as many ways as there are to choose from its ancestors.
        public override IEnumerable<JsonNode?> FromAll(IEnumerable<JsonNode?> nodes)
        {
            var seen = new HashSet<JsonNode?>(ReferenceEqualityComparer.Instance);
            var left = new Stack<JsonNode?>();
            foreach (var start in nodes)
            {
                left.Push(start);
                while (left.TryPop(out var node))
                {
                    if (node is not (JsonArray { Count: > 0 } or JsonObject { Count: > 0 }) || !seen.Add(node))
                    {
                        continue;
                    }

                    yield return node;
                    foreach (var child in Children.From(node).Reverse())
                    {
                        left.Push(child);
                    }
                }
            }
        }
    }

    /// <summary><c>[?(@.type=="Ready")]</c>; without an operator, items that have the path.</summary>
    public sealed record Filter(JsonPath Path, JsonPathComparison Comparison, JsonNode? Literal) : JsonPathStep
    {
        public override IEnumerable<JsonNode?> From(JsonNode? node) => node is JsonArray list ? list.Where(Matches) : [];

        private bool Matches(JsonNode? item)
        {
            var found = Path.Find(item);
            return Comparison == JsonPathComparison.Exists ? found.Any() : found.Any(Holds);
        }

        private bool Holds(JsonNode? value) => Comparison switch
        {
            JsonPathComparison.Equal => JsonNodes.DeepEqual(value, Literal),
            JsonPathComparison.NotEqual => !JsonNodes.DeepEqual(value, Literal),
            JsonPathComparison.Less => Order(value) < 0,
            JsonPathComparison.LessOrEqual => Order(value) <= 0,
            JsonPathComparison.Greater => Order(value) > 0,
            _ => Order(value) >= 0,
        };

        // Null, and so neither more nor less, for values of different types.
        private int? Order(JsonNode? value) =>
            JsonNodes.AsDouble(value) is { } number && JsonNodes.AsDouble(Literal) is { } limit ? number.CompareTo(limit)
            : JsonNodes.AsString(value) is { } text && JsonNodes.AsString(Literal) is { } other ? string.CompareOrdinal(text, other)
            : null;
    }
}

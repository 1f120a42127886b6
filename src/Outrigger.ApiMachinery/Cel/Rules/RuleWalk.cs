using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>Goes over an object and evaluates the rules of each level (apiextensions-apiserver pkg/apiserver/schema/cel).</summary>
internal sealed class RuleWalk(RuleValidator rules, ICollection<FieldError> errors, Action<string> warn)
{
    private readonly FieldTrail trail = new();
    private readonly RuleRunner runner = new(errors, warn);

    public void Run(JsonObject obj, JsonObject? old, Schema root) => Visit(obj, root, new Before(old, old is null ? null : (obj, old)));

    private void Visit(JsonNode? value, Schema schema, Before before)
    {
        var level = rules.Find(schema);
        if (value is null || !level.IsNeeded || runner.IsOver)
        {
            return;
        }

        if (level.Rules.Count > 0)
        {
            runner.Run(level.Rules, new RuleSubject(value, before.Old, schema, rules.IsWhole(schema), trail) { Nearest = before.Nearest });
        }

        switch (value)
        {
            case JsonObject map when schema is { Type: SchemaType.Map, Element: { } element }:
                Entries(map, schema, element, before);
                break;
            case JsonObject obj:
                Fields(obj, schema, before);
                break;
            case JsonArray list when schema.Element is { } element:
                Items(list, schema, element, before);
                break;
        }
    }

    private void Fields(JsonObject obj, Schema schema, Before before)
    {
        foreach (var field in schema.Fields)
        {
            if (obj.TryGetPropertyValue(field.Name, out var value))
            {
                trail.Enter(field.Name);
                Visit(value, field.Schema, before.Of(schema, field.Name, value));
                trail.Leave();
            }
        }
    }

    private void Entries(JsonObject map, Schema schema, Schema element, Before before)
    {
        foreach (var (key, value) in map)
        {
            trail.EnterKey(key);
            Visit(value, element, before.Of(schema, key, value));
            trail.Leave();
        }
    }

    private void Items(JsonArray list, Schema schema, Schema element, Before before)
    {
        var known = schema.ListType == ListType.Map && before.Old is JsonArray old ? Keyed(old, schema) : null;
        for (var i = 0; i < list.Count; i++)
        {
            trail.Enter(i);
            var was = known?.GetValueOrDefault(Key(list[i], schema));
            Visit(list[i], element, was is null ? before with { Old = null } : new Before(was, (list[i]!, was)));
            trail.Leave();
        }
    }

    private static Dictionary<string, JsonNode?> Keyed(JsonArray list, Schema schema)
    {
        var items = new Dictionary<string, JsonNode?>(list.Count, StringComparer.Ordinal);
        foreach (var item in list)
        {
            items.TryAdd(Key(item, schema), item);
        }

        return items;
    }

    private static string Key(JsonNode? item, Schema schema) =>
        string.Join('\n', schema.ListMapKeys.Select(k => ObjectWriter.ToText((item as JsonObject)?[k])));

    // What stood in the place of a value before, and the nearest value around it of which that is known.
    private readonly record struct Before(JsonNode? Old, (JsonNode New, JsonNode Old)? Nearest)
    {
        public Before Of(Schema schema, string name, JsonNode? value) =>
            !schema.AtomicMap && Old is JsonObject map && map[name] is { } inner && value is not null
                ? new Before(inner, (value, inner))
                : this with { Old = null };
    }
}

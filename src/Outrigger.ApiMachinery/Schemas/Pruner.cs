using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>Removes the fields that the schema of a custom or typed kind does not have.</summary>
public static class Pruner
{
    /// <summary>
    /// Changes the object in place and returns the paths of what was removed, in alphabetical order; of more than
    /// <see cref="ReadReport.Limit"/> some.
    /// </summary>
    public static IReadOnlyList<string> Prune(JsonObject obj, Schema schema)
    {
        var walk = new Walk([], new FieldTrail());
        walk.Object(obj, schema, isRoot: true);
        walk.Removed.Sort(StringComparer.Ordinal);
        return walk.Removed;
    }

    private static bool IsOfEveryObject(string name) => name is "apiVersion" or "kind" or "metadata";

    private readonly record struct Walk(List<string> Removed, FieldTrail Trail)
    {
        public void Object(JsonObject obj, Schema schema, bool isRoot)
        {
            var whole = isRoot || schema.EmbeddedResource;
            for (var i = obj.Count - 1; i >= 0; i--)
            {
                var (name, value) = obj.GetAt(i);
                var field = schema.Find(name);
                Trail.Enter(name);
                if (field is not null)
                {
                    Value(value, field.Schema);
                }
                else if (!schema.PreserveUnknownFields && !(whole && IsOfEveryObject(name)))
                {
                    if (Removed.Count < ReadReport.Limit)
                    {
                        Removed.Add(Trail.ToString());
                    }

                    obj.RemoveAt(i);
                }

                Trail.Leave();
            }
        }

        private void Value(JsonNode? value, Schema schema)
        {
            switch (value)
            {
                case JsonObject map when schema is { Type: SchemaType.Map, Element: { } element }:
                    for (var i = 0; i < map.Count; i++)
                    {
                        var (key, inner) = map.GetAt(i);
                        Trail.Enter(key);
                        Value(inner, element);
                        Trail.Leave();
                    }

                    break;
                case JsonObject obj when schema.Type != SchemaType.Any || schema.Fields.Count > 0:
                    // Also where a list or a scalar should be: an object there loses its fields, and is refused for its type.
                    Object(obj, schema, isRoot: false);
                    break;
                case JsonArray list when schema is { Type: SchemaType.List, Element: { } element }:
                    for (var i = 0; i < list.Count; i++)
                    {
                        Trail.Enter(i);
                        Value(list[i], element);
                        Trail.Leave();
                    }

                    break;
            }
        }
    }
}

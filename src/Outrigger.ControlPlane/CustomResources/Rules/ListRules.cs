using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>x-kubernetes-list-type, its keys, and x-kubernetes-map-type.</summary>
internal static class ListRules
{
    private const string ListType = "x-kubernetes-list-type";
    private const string MapType = "x-kubernetes-map-type";
    private const string MapKeys = "x-kubernetes-list-map-keys";
    private static readonly string[] ListTypes = ["atomic", "set", "map"];
    private static readonly string[] MapTypes = ["atomic", "granular"];

    public static void Check(JsonObject schema, string path, ICollection<FieldError> errors)
    {
        CheckType(schema, MapType, "object", MapTypes, path, errors);
        CheckType(schema, ListType, "array", ListTypes, path, errors);
        var listType = JsonNodes.GetString(schema, ListType);
        var items = schema["items"] as JsonObject;
        if (listType is "set" && items is not null && Spec.Text(schema, "type") is "array")
        {
            CheckSetItems(items, path, errors);
        }

        CheckKeysAlone(schema, listType, path, errors);
        if (listType is "map")
        {
            CheckMap(schema, items, path, errors);
        }

        if (listType is "set" or "map" && Spec.Is(items, "nullable"))
        {
            errors.Add(FieldErrors.Forbidden($"{path}.items.nullable", $"cannot be nullable when {ListType} is {listType}"));
        }
    }

    private static void CheckType(
        JsonObject schema, string field, string wanted, string[] words, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetString(schema, field) is not { } word)
        {
            return;
        }

        var type = Spec.Text(schema, "type");
        var fault = $"must be {wanted} if {field} is specified";
        if (type.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.type", fault));
        }
        else if (type != wanted)
        {
            errors.Add(FieldErrors.Invalid($"{path}.type", type, fault));
        }

        if (!words.Contains(word, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.{field}", word, words));
        }
    }

    private static void CheckSetItems(JsonObject items, string path, ICollection<FieldError> errors)
    {
        const string Fault = $"must be atomic as item of a list with {ListType}=set";
        switch (Spec.Text(items, "type"))
        {
            case "array" when JsonNodes.GetString(items, ListType) is { } inner and not "atomic":
                errors.Add(FieldErrors.Invalid($"{path}.items.{ListType}", inner, Fault));
                break;
            case "object" when JsonNodes.GetString(items, MapType) is not "atomic":
                errors.Add(FieldErrors.Invalid($"{path}.items.{MapType}", items[ListType], Fault));
                break;
        }
    }

    private static void CheckKeysAlone(JsonObject schema, string? listType, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetArray(schema, MapKeys) is not { Count: > 0 })
        {
            return;
        }

        const string Fault = $"must be map if {MapKeys} is non-empty";
        if (listType is null)
        {
            errors.Add(FieldErrors.Required($"{path}.{ListType}", Fault));
        }
        else if (listType is not "map")
        {
            errors.Add(FieldErrors.Invalid($"{path}.{ListType}", listType, Fault));
        }
    }

    private static void CheckMap(JsonObject schema, JsonObject? items, string path, ICollection<FieldError> errors)
    {
        var keys = JsonNodes.StringList(schema[MapKeys]);
        if (keys.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{MapKeys}", $"must not be empty if {ListType} is map"));
        }

        if (schema["items"] is null)
        {
            errors.Add(FieldErrors.Required($"{path}.items", $"must have a schema if {ListType} is map"));
        }
        else if (items is null)
        {
            errors.Add(FieldErrors.Invalid($"{path}.items", schema["items"], $"must only have a single schema if {ListType} is map"));
        }
        else if (Spec.Text(items, "type") is not "object")
        {
            errors.Add(FieldErrors.Invalid(
                $"{path}.items.type", Spec.Text(items, "type"), $"must be object if parent array's {ListType} is map"));
        }
        else
        {
            CheckKeys(schema, items, keys, path, errors);
        }
    }

    private static void CheckKeys(
        JsonObject schema, JsonObject items, IReadOnlyList<string> keys, string path, ICollection<FieldError> errors)
    {
        var required = JsonNodes.StringList(items["required"]).ToHashSet(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            if (!seen.Add(key))
            {
                errors.Add(FieldErrors.Invalid($"{path}.{MapKeys}", schema[MapKeys], "must not contain duplicate entries"));
            }

            if (JsonNodes.GetObject(items, "properties", key) is not { } property)
            {
                errors.Add(FieldErrors.Invalid($"{path}.{MapKeys}", schema[MapKeys], "entries must all be names of item properties"));
                continue;
            }

            var at = $"{path}.items.properties[{key}]";
            if (Spec.Text(property, "type") is "array" or "object")
            {
                errors.Add(FieldErrors.Invalid($"{at}.type", "object", $"must be a scalar type if parent array's {ListType} is map"));
            }

            if (!required.Contains(key) && property["default"] is null)
            {
                errors.Add(FieldErrors.Required(
                    $"{at}.default", $"this property is in {MapKeys}, so it must have a default or be a required property"));
            }

            if (Spec.Is(property, "nullable"))
            {
                errors.Add(FieldErrors.Forbidden($"{at}.nullable", $"this property is in {MapKeys}, so it cannot be nullable"));
            }
        }
    }
}

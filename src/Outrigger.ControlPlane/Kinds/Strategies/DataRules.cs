using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What the data of ConfigMaps and Secrets must satisfy.</summary>
internal static class DataRules
{
    /// <summary>How many bytes all values may have together.</summary>
    public const int Limit = 1024 * 1024;

    private const string Frozen = "field is immutable when `immutable` is set";

    /// <summary>Checks the keys of a field and counts the bytes of its values.</summary>
    public static long Check(JsonObject obj, string field, ICollection<FieldError> errors)
    {
        long size = 0;
        foreach (var (key, value) in JsonNodes.StringMap(obj[field]))
        {
            FieldRules.Refuse($"{field}[{key}]", key, Formats.ConfigMapKey(key), errors);

            size += value.Length;
        }

        return size;
    }

    /// <summary>The number of bytes that base64 texts stand for.</summary>
    public static long DecodedSize(JsonObject obj, string field)
    {
        long size = 0;
        foreach (var (_, value) in JsonNodes.StringMap(obj[field]))
        {
            size += (value.Length / 4 * 3) - (value.EndsWith("==", StringComparison.Ordinal) ? 2 : value.EndsWith('=') ? 1 : 0);
        }

        return size;
    }

    /// <summary>Refuses changes of the fields when the old object is immutable.</summary>
    public static void CheckImmutable(JsonObject obj, JsonObject old, string[] fields, ICollection<FieldError> errors)
    {
        if (JsonNodes.AsBool(old["immutable"]) is not true)
        {
            return;
        }

        if (JsonNodes.AsBool(obj["immutable"]) is not true)
        {
            errors.Add(FieldErrors.Forbidden("immutable", Frozen));
        }

        foreach (var field in fields)
        {
            if (!JsonNodes.DeepEqual(Filled(obj[field]), Filled(old[field])))
            {
                errors.Add(FieldErrors.Forbidden(field, Frozen));
            }
        }
    }

    private static JsonNode? Filled(JsonNode? node) => node is JsonObject { Count: 0 } ? null : node;
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Registry.Objects;

/// <summary>Reads and writes the numbers behind a scale subresource at their dotted paths (<c>.spec.replicas</c>).</summary>
internal static class ReplicaPaths
{
    /// <summary>The value at a path, or null.</summary>
    public static JsonNode? Get(JsonObject obj, string path) => JsonNodes.Get(obj, Steps(path));

    /// <summary>Sets a number, making the objects on the way.</summary>
    public static void Set(JsonObject obj, string path, long replicas)
    {
        var steps = Steps(path);
        var parent = obj;
        foreach (var step in steps.AsSpan(0, steps.Length - 1))
        {
            parent = JsonNodes.Ensure(parent, step);
        }

        parent[steps[^1]] = replicas;
    }

    /// <summary>Adds an error unless the number is missing or fits a Scale.</summary>
    public static void Check(JsonObject obj, string path, List<FieldError> errors)
    {
        if (JsonNodes.AsLong(Get(obj, path)) is not { } replicas)
        {
            return;
        }

        if (replicas < 0)
        {
            errors.Add(FieldErrors.Invalid(path, replicas, "should be a non-negative integer"));
        }
        else if (replicas > int.MaxValue)
        {
            errors.Add(FieldErrors.Invalid(path, replicas, $"should be less than or equal to {int.MaxValue}"));
        }
    }

    /// <summary>The field names of a path.</summary>
    public static string[] Steps(string path) => path.TrimStart('.').Split('.');
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What a container is told of its own pod (kubernetes validateObjectFieldSelector, validateContainerResourceFieldSelector).</summary>
internal static class FieldSourceRules
{
    private static readonly string[] Fields =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP", "status.hostIPs",
        "status.podIP", "status.podIPs",
    ];

    // Fields that have a name, but are no values of the environment.
    private static readonly string[] OtherFields = ["metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase"];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage", "requests.memory"];

    public static void CheckField(JsonObject? reference, string path, ICollection<FieldError> errors)
    {
        if (reference is null || !FieldRules.Text(reference, "apiVersion", path, errors) || !FieldRules.Text(reference, "fieldPath", path, errors))
        {
            return;
        }

        var field = JsonNodes.GetString(reference, "fieldPath")!;
        var version = JsonNodes.GetString(reference, "apiVersion");
        if ((version is "v1" ? NameFault(field) : $"unsupported pod version: {version}") is { } fault)
        {
            errors.Add(FieldErrors.Invalid($"{path}.fieldPath", field, $"error converting fieldPath: {fault}"));
        }
        else if (Subscript(field) is var (of, key))
        {
            var name = of is "metadata.annotations" ? key.ToLowerInvariant() : key;
            FieldRules.Refuse(path, name, Formats.LabelKey(name), errors);
        }
        else if (field is not "spec.host" && !Fields.Contains(field, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.fieldPath", field, Fields));
        }
    }

    public static void CheckResource(JsonObject? reference, string path, ICollection<FieldError> errors)
    {
        if (reference is null || !FieldRules.Text(reference, "resource", path, errors))
        {
            return;
        }

        var resource = JsonNodes.GetString(reference, "resource")!;
        if (!Resources.Contains(resource, StringComparer.Ordinal)
            && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal) && !resource.StartsWith("limits.hugepages-", StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.resource", resource, Resources));
        }
    }

    private static string? NameFault(string field) =>
        Subscript(field) is var (of, _)
            ? of is "metadata.annotations" or "metadata.labels" ? null : $"field label does not support subscript: {field}"
            : field is "spec.host" || Fields.Contains(field, StringComparer.Ordinal) || OtherFields.Contains(field, StringComparer.Ordinal)
                ? null
                : $"field label not supported: {field}";

    // As in metadata.labels['a'].
    private static (string Of, string Key)? Subscript(string field)
    {
        var at = field.IndexOf("['", StringComparison.Ordinal);
        return at > 0 && field.EndsWith("']", StringComparison.Ordinal) && field.Length >= at + 4 ? (field[..at], field[(at + 2)..^2]) : null;
    }
}

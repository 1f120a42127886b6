using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The environment of containers: names, and one source each (kubernetes ValidateEnv and ValidateEnvFrom).</summary>
internal static class EnvironmentRules
{
    private const string TooMany = "may not have more than one field specified at a time";
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    public static void Check(JsonObject container, string path, ICollection<FieldError> errors)
    {
        foreach (var (variable, at) in FieldRules.Items(container, "env", path))
        {
            FieldRules.Named(variable, "name", at, NameFaults, errors);
            if (variable["valueFrom"] is JsonObject source)
            {
                CheckSource(source, JsonNodes.GetString(variable, "value") is { Length: > 0 }, $"{at}.valueFrom", errors);
            }
        }

        foreach (var (group, at) in FieldRules.Items(container, "envFrom", path))
        {
            FieldRules.Form(group, "prefix", at, NameFaults, errors);
            CheckGroup(group, at, $"{path}.envFrom", errors);
        }
    }

    private static void CheckSource(JsonObject source, bool hasValue, string path, ICollection<FieldError> errors)
    {
        FieldSourceRules.CheckField(JsonNodes.GetObject(source, "fieldRef"), $"{path}.fieldRef", errors);
        FieldSourceRules.CheckResource(JsonNodes.GetObject(source, "resourceFieldRef"), $"{path}.resourceFieldRef", errors);
        foreach (var field in ((string[])["configMapKeyRef", "secretKeyRef"]).Where(f => source[f] is JsonObject))
        {
            var reference = JsonNodes.GetObject(source, field);
            var name = JsonNodes.GetString(reference, "name") ?? "";
            FieldRules.Refuse($"{path}.{field}.name", name, Formats.Dns1123Subdomain(name), errors);
            FieldRules.Named(reference, "key", $"{path}.{field}", Formats.ConfigMapKey, errors);
        }

        var count = Sources.Count(s => source[s] is JsonObject);
        var fault = count == 0 ? "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`"
            : hasValue ? "may not be specified when `value` is not empty"
            : count > 1 ? TooMany
            : null;
        if (fault is not null)
        {
            errors.Add(FieldErrors.Invalid(path, "", fault));
        }
    }

    // What is said of the sources is said of the whole list, as the reference does.
    private static void CheckGroup(JsonObject group, string path, string list, ICollection<FieldError> errors)
    {
        var found = ((string[])["configMapRef", "secretRef"]).Where(f => group[f] is JsonObject).ToList();
        foreach (var field in found)
        {
            FieldRules.Named(JsonNodes.GetObject(group, field), "name", $"{path}.{field}", Formats.Dns1123Subdomain, errors);
        }

        if (found.Count != 1)
        {
            errors.Add(FieldErrors.Invalid(list, "", found.Count == 0 ? "must specify one of: `configMapRef` or `secretRef`" : TooMany));
        }
    }

    private static IReadOnlyList<string> NameFaults(string name) => name.All(c => c is >= ' ' and <= '~' and not '=')
        ? []
        : ["a valid environment variable name must consist only of printable ASCII characters other than '='"];
}

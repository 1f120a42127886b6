using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The rules of webhooks and policies: which operations on which resources.</summary>
internal static class AdmissionRules
{
    private static readonly string[] Operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];
    private static readonly string[] Scopes = ["*", "Cluster", "Namespaced"];

    /// <summary>The operations that can change what is written.</summary>
    public static IReadOnlyList<string> Mutating { get; } = ["*", "CONNECT", "CREATE", "UPDATE"];

    public static void CheckWithOperations(JsonObject rule, string path, ICollection<FieldError> errors)
    {
        CheckList(rule, "operations", path, "operations", errors);
        var operations = JsonNodes.StringList(rule["operations"]);
        for (var i = 0; i < operations.Count; i++)
        {
            if (!Operations.Contains(operations[i], StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"{path}.operations[{i}]", operations[i], Operations));
            }
        }

        CheckList(rule, "apiGroups", path, "API groups", errors);
        CheckList(rule, "apiVersions", path, "API versions", errors);
        var versions = JsonNodes.StringList(rule["apiVersions"]);
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i].Length == 0)
            {
                errors.Add(FieldErrors.Required($"{path}.apiVersions[{i}]"));
            }
        }

        CheckResources(JsonNodes.StringList(rule["resources"]), rule["resources"], $"{path}.resources", errors);
        if (JsonNodes.GetString(rule, "scope") is { } scope && !Scopes.Contains(scope, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.scope", scope, Scopes));
        }
    }

    private static void CheckList(JsonObject rule, string field, string path, string noun, ICollection<FieldError> errors)
    {
        var values = JsonNodes.StringList(rule[field]);
        if (values.Count == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.{field}"));
        }
        else if (values.Count > 1 && values.Contains("*", StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"{path}.{field}", rule[field], $"if '*' is present, must not specify other {noun}"));
        }
    }

    // What a wildcard covers already may not be named after it.
    private static void CheckResources(IReadOnlyList<string> resources, JsonNode? list, string path, ICollection<FieldError> errors)
    {
        if (resources.Count == 0)
        {
            errors.Add(FieldErrors.Required(path));
        }

        var wholeResources = new HashSet<string>(StringComparer.Ordinal);
        var wholeSubresources = new HashSet<string>(StringComparer.Ordinal);
        var plainIsLast = false;
        for (var i = 0; i < resources.Count; i++)
        {
            var name = resources[i];
            if (name.Length == 0)
            {
                errors.Add(FieldErrors.Required($"{path}[{i}]"));
            }
            else if (name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash)
            {
                CheckSubresource(name[..slash], name[(slash + 1)..], $"{path}[{i}]", wholeResources, wholeSubresources, errors);
            }
            else
            {
                plainIsLast = name is not "*";
            }
        }

        if (resources.Count > 1 && resources.Contains("*/*", StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(path, list, "if '*/*' is present, must not specify other resources"));
        }

        if (plainIsLast && resources.Contains("*", StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(path, list, "if '*' is present, must not specify other resources without subresources"));
        }
    }

    private static void CheckSubresource(
        string resource, string sub, string path, HashSet<string> wholeResources, HashSet<string> wholeSubresources, ICollection<FieldError> errors)
    {
        var name = $"{resource}/{sub}";
        if (wholeResources.Contains(resource))
        {
            errors.Add(FieldErrors.Invalid(path, name, $"if '{resource}/*' is present, must not specify {name}"));
        }

        if (wholeSubresources.Contains(sub))
        {
            errors.Add(FieldErrors.Invalid(path, name, $"if '*/{sub}' is present, must not specify {name}"));
        }

        if (sub is "*")
        {
            wholeResources.Add(resource);
        }

        if (resource is "*")
        {
            wholeSubresources.Add(sub);
        }
    }
}

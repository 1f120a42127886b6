using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>RoleBindings and ClusterRoleBindings: the role never changes (kubernetes pkg/apis/rbac/validation).</summary>
internal sealed class RoleBindingStrategy(GroupResource resource) : BuiltInStrategy(resource)
{
    private const string Group = "rbac.authorization.k8s.io";
    private readonly bool namespaced = resource.Resource is "rolebindings";

    /// <inheritdoc/>
    public override void Default(JsonObject obj)
    {
        base.Default(obj);
        if (obj["roleRef"] is JsonObject role && Text(role, "apiGroup").Length == 0)
        {
            role["apiGroup"] = Group;
        }

        foreach (var subject in JsonNodes.Objects(obj, "subjects"))
        {
            if (Text(subject, "kind") is "User" or "Group" && Text(subject, "apiGroup").Length == 0)
            {
                subject["apiGroup"] = Group;
            }
        }
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors)
    {
        ValidateRole(obj["roleRef"] as JsonObject, errors);
        var subjects = JsonNodes.GetArray(obj, "subjects") ?? [];
        for (var i = 0; i < subjects.Count; i++)
        {
            ValidateSubject(subjects[i] as JsonObject, $"subjects[{i}]", errors);
        }
    }

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors)
    {
        Validate(context, obj, errors);
        if (!JsonNodes.DeepEqual(obj["roleRef"], old["roleRef"]))
        {
            // Go prints its internal struct, whose fields have no JSON names.
            var role = obj["roleRef"] as JsonObject;
            var value = new JsonObject
            {
                ["APIGroup"] = Text(role, "apiGroup"),
                ["Kind"] = Text(role, "kind"),
                ["Name"] = Text(role, "name"),
            };
            errors.Add(FieldErrors.Invalid("roleRef", value, "cannot change roleRef"));
        }
    }

    private static string Text(JsonObject? parent, string name) => JsonNodes.GetString(parent, name) ?? "";

    private void ValidateRole(JsonObject? role, ICollection<FieldError> errors)
    {
        if (Text(role, "apiGroup") is var group and not Group)
        {
            errors.Add(FieldErrors.NotSupported("roleRef.apiGroup", group, Group));
        }

        string[] kinds = namespaced ? ["Role", "ClusterRole"] : ["ClusterRole"];
        if (!kinds.Contains(Text(role, "kind"), StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported("roleRef.kind", Text(role, "kind"), kinds));
        }

        var name = Text(role, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required("roleRef.name"));
            return;
        }

        FieldRules.Refuse("roleRef.name", name, NameRules.PathSegment(name, prefix: false), errors);
    }

    private void ValidateSubject(JsonObject? subject, string path, ICollection<FieldError> errors)
    {
        var name = Text(subject, "name");
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.name"));
        }

        switch (Text(subject, "kind"))
        {
            case "ServiceAccount":
                ValidateAccount(subject, name, path, errors);
                break;
            case "User" or "Group":
                if (Text(subject, "apiGroup") is var group and not Group)
                {
                    errors.Add(FieldErrors.NotSupported($"{path}.apiGroup", group, Group));
                }

                break;
            case var kind:
                errors.Add(FieldErrors.NotSupported($"{path}.kind", kind, "ServiceAccount", "User", "Group"));
                break;
        }
    }

    private void ValidateAccount(JsonObject? subject, string name, string path, ICollection<FieldError> errors)
    {
        FieldRules.Refuse($"{path}.name", name, name.Length == 0 ? [] : NameRules.DnsSubdomain(name, prefix: false), errors);

        if (Text(subject, "apiGroup") is { Length: > 0 } group)
        {
            errors.Add(FieldErrors.NotSupported($"{path}.apiGroup", group, ""));
        }

        if (!namespaced && Text(subject, "namespace").Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.namespace"));
        }
    }
}

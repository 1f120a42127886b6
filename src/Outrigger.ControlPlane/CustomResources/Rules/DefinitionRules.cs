using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;
using Outrigger.ControlPlane.CustomResources.Definitions;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>What a CRD must be, beside its schemas (apiextensions-apiserver pkg/apis/apiextensions/validation).</summary>
internal static class DefinitionRules
{
    private static readonly string[] Scopes = ["Cluster", "Namespaced"];

    /// <summary>Checks a CRD; <paramref name="old"/> is null for a new one.</summary>
    public static void Check(Definition crd, Definition? old, ICollection<FieldError> errors)
    {
        if (old is null && crd.Metadata.Name != $"{crd.Requested.Plural}.{crd.Group}")
        {
            errors.Add(FieldErrors.Invalid("metadata.name", crd.Metadata.Name, "must be spec.names.plural+\".\"+spec.group"));
        }

        CheckGroup(crd.Group, errors);
        CheckWord(crd.Spec, "scope", "spec.scope", Scopes, errors);
        CheckVersions(crd, errors);
        CheckSpecNames(crd.Requested, errors);
        CheckNames(crd.Requested, "spec.names", errors);
        ConversionRules.Check(JsonNodes.GetObject(crd.Spec, "conversion"), ConversionRules.AllowsBadAuthorities(old), errors);
        if (old is not null)
        {
            CheckImmutable(crd, old, errors);
        }

        CheckNames(crd.Accepted, "status.acceptedNames", errors);
        CheckStoredVersions(crd, errors);
        CheckApproval(crd, old, errors);
        if (Spec.Is(crd.Spec, "preserveUnknownFields"))
        {
            errors.Add(FieldErrors.Invalid(
                "spec.preserveUnknownFields",
                JsonValue.Create(true),
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead"));
        }
    }

    /// <summary>Checks names; empty ones are fine.</summary>
    public static void CheckNames(DefinitionNames names, string path, ICollection<FieldError> errors)
    {
        CheckLabel(names.Plural, $"{path}.plural", errors);
        CheckLabel(names.Singular, $"{path}.singular", errors);
        CheckKind(names.Kind, $"{path}.kind", errors);
        CheckKind(names.ListKind, $"{path}.listKind", errors);
        CheckLabels(names.ShortNames, $"{path}.shortNames", errors);
        if (names.Kind.Length > 0 && names.Kind == names.ListKind)
        {
            errors.Add(FieldErrors.Invalid($"{path}.listKind", names.ListKind, "kind and listKind may not be the same"));
        }

        CheckLabels(names.Categories, $"{path}.categories", errors);
    }

    /// <summary>Checks a field that must be one of a few words.</summary>
    public static void CheckWord(JsonObject? obj, string field, string path, string[] words, ICollection<FieldError> errors)
    {
        var word = Spec.Text(obj, field);
        if (word.Length == 0)
        {
            errors.Add(FieldErrors.Required(path));
        }
        else if (!words.Contains(word, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported(path, word, words));
        }
    }

    private static void CheckGroup(string group, ICollection<FieldError> errors)
    {
        if (group.Length == 0)
        {
            errors.Add(FieldErrors.Required("spec.group"));
        }
        else if (Formats.Dns1123Subdomain(group) is { Count: > 0 } faults)
        {
            errors.Add(FieldErrors.Invalid("spec.group", group, string.Join(',', faults)));
        }
        else if (!group.Contains('.', StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid("spec.group", group, "should be a domain with at least one dot"));
        }
    }

    private static void CheckVersions(Definition crd, ICollection<FieldError> errors)
    {
        var versions = crd.Versions.ToList();
        for (var i = 0; i < versions.Count; i++)
        {
            if (JsonNodes.GetObject(versions[i], "schema", "openAPIV3Schema") is null)
            {
                errors.Add(FieldErrors.Required($"spec.versions[{i}].schema.openAPIV3Schema"));
            }
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var name = Spec.Text(versions[i], "name");
            if (Formats.Dns1035Label(name) is { Count: > 0 } faults)
            {
                errors.Add(FieldErrors.Invalid($"spec.versions[{i}].name", name, string.Join(',', faults)));
            }

            VersionRules.Check(versions[i], $"spec.versions[{i}]", errors);
        }

        var all = JsonNodes.Get(crd.Spec, "versions");
        if (versions.Select(v => Spec.Text(v, "name")).Distinct(StringComparer.Ordinal).Count() != versions.Count)
        {
            errors.Add(FieldErrors.Invalid("spec.versions", all, "must contain unique version names"));
        }

        if (versions.Count(v => Spec.Is(v, "storage")) != 1)
        {
            errors.Add(FieldErrors.Invalid("spec.versions", all, "must have exactly one version marked as storage version"));
        }
    }

    private static void CheckSpecNames(DefinitionNames names, ICollection<FieldError> errors)
    {
        foreach (var (field, name) in new[] { ("plural", names.Plural), ("singular", names.Singular), ("kind", names.Kind), ("listKind", names.ListKind) })
        {
            if (name.Length == 0)
            {
                errors.Add(FieldErrors.Required($"spec.names.{field}"));
            }
        }
    }

    private static void CheckLabels(IReadOnlyList<string> names, string path, ICollection<FieldError> errors)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (Formats.Dns1035Label(names[i]) is { Count: > 0 } faults)
            {
                errors.Add(FieldErrors.Invalid($"{path}[{i}]", names[i], string.Join(',', faults)));
            }
        }
    }

    private static void CheckLabel(string name, string path, ICollection<FieldError> errors)
    {
        if (name.Length > 0 && Formats.Dns1035Label(name) is { Count: > 0 } faults)
        {
            errors.Add(FieldErrors.Invalid(path, name, string.Join(',', faults)));
        }
    }

    private static void CheckKind(string name, string path, ICollection<FieldError> errors)
    {
        if (name.Length > 0 && Formats.Dns1035Label(name.ToLowerInvariant()) is { Count: > 0 } faults)
        {
            errors.Add(FieldErrors.Invalid(path, name, $"may have mixed case, but should otherwise match: {string.Join(',', faults)}"));
        }
    }

    private static void CheckImmutable(Definition crd, Definition old, ICollection<FieldError> errors)
    {
        if (old.IsEstablished)
        {
            Same("spec.scope", Spec.Text(crd.Spec, "scope"), Spec.Text(old.Spec, "scope"), errors);
            Same("spec.names.kind", crd.Requested.Kind, old.Requested.Kind, errors);
        }

        Same("spec.group", crd.Group, old.Group, errors);
        Same("spec.names.plural", crd.Requested.Plural, old.Requested.Plural, errors);
    }

    private static void Same(string path, string now, string before, ICollection<FieldError> errors)
    {
        if (now != before)
        {
            errors.Add(FieldErrors.Invalid(path, now, FieldErrors.Immutable));
        }
    }

    private static void CheckStoredVersions(Definition crd, ICollection<FieldError> errors)
    {
        const string Path = "status.storedVersions";
        var node = JsonNodes.Get(crd.Tree, "status", "storedVersions");
        var stored = JsonNodes.StringList(node);
        if (stored.Count == 0)
        {
            errors.Add(FieldErrors.Invalid(Path, node, "must have at least one stored version"));
            return;
        }

        if (crd.StorageVersion is { Length: > 0 } storage && !stored.Contains(storage, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.Invalid(Path, node, $"must have the storage version {storage}"));
        }

        var versions = crd.Versions.Select(v => Spec.Text(v, "name")).ToHashSet(StringComparer.Ordinal);
        for (var i = 0; i < stored.Count; i++)
        {
            var name = stored[i];
            if (!versions.Contains(name))
            {
                errors.Add(FieldErrors.Invalid(
                    $"{Path}[{i}]",
                    name,
                    $"missing from spec.versions; {name} was previously a storage version, and must remain in spec.versions until a storage " +
                    $"migration ensures no data remains persisted in {name} and removes {name} from status.storedVersions"));
            }
        }
    }

    private static void CheckApproval(Definition crd, Definition? old, ICollection<FieldError> errors)
    {
        if (!Approval.IsProtected(crd.Group))
        {
            return;
        }

        var said = Approval.TextOf(crd);
        var state = Approval.StateOf(said);
        if (old is not null && Approval.StateOf(Approval.TextOf(old)) == state)
        {
            return;
        }

        const string Path = $"metadata.annotations[{Approval.Annotation}]";
        switch (state)
        {
            case ApprovalState.Missing:
                errors.Add(FieldErrors.Required(Path, Approval.Missing));
                break;
            case ApprovalState.Invalid:
                errors.Add(FieldErrors.Invalid(Path, said, Approval.Invalid));
                break;
        }
    }
}

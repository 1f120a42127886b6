using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>Checks <c>metadata</c>, on create and on update (apimachinery api/validation/objectmeta.go). The tree is typed already.</summary>
public static class MetadataValidator
{
    /// <summary>How many bytes the keys and values of all annotations may have together.</summary>
    public const int AnnotationsLimit = 256 * 1024;

    private const string OrphanFinalizer = "orphan";
    private const string ForegroundFinalizer = "foregroundDeletion";

    /// <summary>Checks the metadata of a new object whose name has been generated already.</summary>
    public static void Validate(JsonObject metadata, bool namespaced, NameRule rule, ICollection<FieldError> errors)
    {
        var meta = new MetadataView(metadata);
        var generateName = meta.GenerateName;
        if (generateName.Length > 0)
        {
            errors.AddInvalid("metadata.generateName", generateName, rule(generateName, true));
        }

        var name = meta.Name;
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required("metadata.name", "name or generateName is required"));
        }
        else
        {
            errors.AddInvalid("metadata.name", name, rule(name, false));
        }

        ValidateNamespace(meta.Namespace, namespaced, errors);
        if (meta.Generation < 0)
        {
            errors.Add(FieldErrors.Invalid("metadata.generation", meta.Generation, "must be greater than or equal to 0"));
        }

        ValidateShared(meta, errors);
        ValidateFinalizers(meta.Finalizers, errors);
        ManagedFieldsValidator.Validate(meta.ManagedFields, errors);
    }

    /// <summary>Checks the metadata of a changed object against what is stored.</summary>
    public static void ValidateUpdate(JsonObject metadata, JsonObject oldMetadata, ICollection<FieldError> errors)
    {
        var meta = new MetadataView(metadata);
        var old = new MetadataView(oldMetadata);
        if (old.DeletionTimestamp is not null)
        {
            ValidateNoNewFinalizers(meta.Finalizers, old.Finalizers, errors);
        }

        if (meta.ResourceVersion.Length == 0)
        {
            errors.Add(FieldErrors.Invalid("metadata.resourceVersion", "", "must be specified for an update"));
        }

        if (meta.Generation < old.Generation)
        {
            errors.Add(FieldErrors.Invalid("metadata.generation", meta.Generation, "must not be decremented"));
        }

        Unchanged("name", meta.Name, old.Name, errors);
        Unchanged("namespace", meta.Namespace, old.Namespace, errors);
        Unchanged("uid", meta.Uid, old.Uid, errors);
        Unchanged("creationTimestamp", metadata, oldMetadata, errors);
        Unchanged("deletionTimestamp", metadata, oldMetadata, errors);
        Unchanged("deletionGracePeriodSeconds", metadata, oldMetadata, errors);

        ValidateShared(meta, errors);
        ManagedFieldsValidator.Validate(meta.ManagedFields, errors);
    }

    /// <summary>Checks a map of labels that stands at <paramref name="field"/>.</summary>
    public static void ValidateLabels(IReadOnlyList<KeyValuePair<string, string>> labels, string field, ICollection<FieldError> errors)
    {
        foreach (var (key, value) in labels)
        {
            errors.AddInvalid(field, key, Formats.LabelKey(key));
            errors.AddInvalid(field, value, Formats.LabelValue(value));
        }
    }

    /// <summary>Checks a map of annotations that stands at <paramref name="field"/>: keys as labels have them (in any case), and the size.</summary>
    public static void ValidateAnnotations(IReadOnlyList<KeyValuePair<string, string>> annotations, string field, ICollection<FieldError> errors)
    {
        long size = 0;
        foreach (var (key, value) in annotations)
        {
            errors.AddInvalid(field, key, Formats.LabelKey(key.ToLowerInvariant()));
            size += Encoding.UTF8.GetByteCount(key) + Encoding.UTF8.GetByteCount(value);
        }

        if (size > AnnotationsLimit)
        {
            errors.Add(FieldErrors.TooLong(field, AnnotationsLimit));
        }
    }

    private static void ValidateShared(MetadataView meta, ICollection<FieldError> errors)
    {
        ValidateLabels(meta.Labels, "metadata.labels", errors);
        ValidateAnnotations(meta.Annotations, "metadata.annotations", errors);
        OwnerReferenceValidator.Validate(meta.OwnerReferences, errors);
    }

    private static void ValidateNamespace(string name, bool namespaced, ICollection<FieldError> errors)
    {
        const string Field = "metadata.namespace";
        if (!namespaced)
        {
            if (name.Length > 0)
            {
                errors.Add(FieldErrors.Forbidden(Field, "not allowed on this type"));
            }
        }
        else if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required(Field));
        }
        else
        {
            errors.AddInvalid(Field, name, NameRules.DnsLabel(name, false));
        }
    }

    private static void ValidateFinalizers(IReadOnlyList<string> finalizers, ICollection<FieldError> errors)
    {
        const string Field = "metadata.finalizers";
        foreach (var name in finalizers)
        {
            errors.AddInvalid(Field, name, Formats.LabelKey(name));
        }

        if (finalizers.Contains(OrphanFinalizer, StringComparer.Ordinal) && finalizers.Contains(ForegroundFinalizer, StringComparer.Ordinal))
        {
            var all = new JsonArray([.. finalizers.Select(f => (JsonNode?)f)]);
            errors.Add(FieldErrors.Invalid(Field, all, $"finalizer {OrphanFinalizer} and {ForegroundFinalizer} cannot be both set"));
        }
    }

    private static void ValidateNoNewFinalizers(IReadOnlyList<string> now, IReadOnlyList<string> before, ICollection<FieldError> errors)
    {
        var added = now.Except(before, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(GoText.Quote).ToList();
        if (added.Count > 0)
        {
            errors.Add(FieldErrors.Forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, " +
                $"found new finalizers []string{{{string.Join(", ", added)}}}"));
        }
    }

    private static void Unchanged(string field, string now, string before, ICollection<FieldError> errors)
    {
        if (!string.Equals(now, before, StringComparison.Ordinal))
        {
            errors.Add(FieldErrors.Invalid($"metadata.{field}", now, FieldErrors.Immutable));
        }
    }

    private static void Unchanged(string field, JsonObject now, JsonObject before, ICollection<FieldError> errors)
    {
        now.TryGetPropertyValue(field, out var value);
        before.TryGetPropertyValue(field, out var old);
        if (!JsonNodes.DeepEqual(value, old))
        {
            errors.Add(FieldErrors.Invalid($"metadata.{field}", value, FieldErrors.Immutable));
        }
    }
}

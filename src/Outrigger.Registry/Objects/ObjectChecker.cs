using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Rules;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Objects;

/// <summary>Validates objects before they are stored, in the version of the given kind. Every refused field is told at once (422).</summary>
internal sealed class ObjectChecker(ResourceModel model)
{
    private const string NotChecked =
        "some validation rules were not checked because the object was invalid; correct the existing errors to complete validation";

    // Rules are compiled once for each version.
    private readonly ConcurrentDictionary<KindDefinition, RuleValidator> rules = new(ReferenceEqualityComparer.Instance);

    /// <summary>
    /// Refuses what is no object of the version that the client speaks, before it is converted: the client is told of the fields that
    /// it wrote. An object in the version that is checked is checked later, with everything else.
    /// </summary>
    public void CheckServed(OperationContext context, KindDefinition kind, JsonObject obj)
    {
        if (model.Origin == KindOrigin.BuiltIn || ReferenceEquals(kind, model.CheckedKind(kind)))
        {
            return;
        }

        var errors = new List<FieldError>();
        if (SystemMetadata.IsWhole(context))
        {
            SchemaValidator.Validate(obj, kind.Schema, "", errors);
        }
        else
        {
            CheckStatus(kind, obj, null, errors);
        }

        Throw(MetadataView.Of(obj).Name, errors);
    }

    /// <summary>Refuses a new object, or warns.</summary>
    public void CheckCreate(OperationContext context, KindDefinition kind, JsonObject obj)
    {
        var meta = MetadataView.Of(obj);
        var errors = new List<FieldError>();
        MetadataValidator.Validate(meta.Json, model.Namespaced, model.Strategy.Name, errors);
        CheckFinalizers(context, meta.Finalizers, [], errors);
        CheckSchema(kind, obj, null, errors);
        CheckRules(context, kind, obj, null, errors);
        model.Strategy.Validate(context, obj, errors);
        Throw(meta.Name, errors);
        Warn(context, model.Strategy.Warnings(obj));
    }

    /// <summary>Refuses a change, or warns.</summary>
    public void CheckUpdate(OperationContext context, KindDefinition kind, JsonObject obj, JsonObject old)
    {
        var meta = MetadataView.Of(obj);
        var before = MetadataView.Of(old);
        var errors = new List<FieldError>();

        // Twice: Kubernetes checks the metadata for all kinds, and each kind does so again. Its clients see both causes.
        MetadataValidator.Validate(meta.Json, model.Namespaced, NameRules.PathSegment, errors);
        MetadataValidator.ValidateUpdate(meta.Json, before.Json, errors);
        MetadataValidator.ValidateUpdate(meta.Json, before.Json, errors);
        CheckFinalizers(context, meta.Finalizers, before.Finalizers, errors);
        if (SystemMetadata.IsWhole(context))
        {
            CheckSchema(kind, obj, old, errors);
            CheckRules(context, kind, obj, old, errors);
            model.Strategy.ValidateUpdate(context, obj, old, errors);
        }
        else
        {
            CheckStatus(kind, obj, old, errors);
            CheckRules(context, kind, obj, old, errors);
            model.Strategy.ValidateSubresourceUpdate(context, obj, old, errors);
        }

        Throw(meta.Name, errors);
        if (SystemMetadata.IsWhole(context))
        {
            Warn(context, model.Strategy.UpdateWarnings(obj, old));
        }
    }

    private void CheckSchema(KindDefinition kind, JsonObject obj, JsonObject? old, List<FieldError> errors)
    {
        if (model.Origin == KindOrigin.BuiltIn)
        {
            return;
        }

        if (old is null)
        {
            SchemaValidator.Validate(obj, kind.Schema, "", errors);
        }
        else
        {
            SchemaValidator.ValidateUpdate(obj, old, kind.Schema, "", errors);
        }

        EmbeddedResources.Check(obj, kind.Schema, errors);
        if (model.ScaleOf(kind) is { } paths)
        {
            ReplicaPaths.Check(obj, paths.SpecReplicas, errors);
            ReplicaPaths.Check(obj, paths.StatusReplicas, errors);
        }
    }

    // Rules trust the schema: what is wrong by it is told first.
    private void CheckRules(OperationContext context, KindDefinition kind, JsonObject obj, JsonObject? old, List<FieldError> errors)
    {
        if (model.Origin == KindOrigin.BuiltIn || rules.GetOrAdd(kind, k => new RuleValidator(k.Schema)) is not { HasRules: true } validator)
        {
            return;
        }

        if (errors.Exists(e => e.Type is FieldErrorType.NotSupported or FieldErrorType.Required or FieldErrorType.TooLong
            or FieldErrorType.TooMany or FieldErrorType.TypeInvalid))
        {
            errors.Add(new FieldError(FieldErrorType.Invalid, "<nil>", "null", NotChecked));
            return;
        }

        validator.Validate(obj, old, errors, context.Warnings.Add);
    }

    private void CheckStatus(KindDefinition kind, JsonObject obj, JsonObject? old, List<FieldError> errors)
    {
        if (model.Origin == KindOrigin.BuiltIn)
        {
            return;
        }

        if (kind.Schema.Find("status") is { } field && obj.TryGetPropertyValue("status", out var status))
        {
            // As a value of its own: Kubernetes' messages name the path within it, the fields the whole path.
            var faults = new List<FieldError>();
            if (old is not null && old.TryGetPropertyValue("status", out var before))
            {
                SchemaValidator.ValidateUpdate(status, before, field.Schema, "", faults);
            }
            else
            {
                SchemaValidator.Validate(status, field.Schema, "", faults);
            }

            errors.AddRange(faults.Select(f => f with { Field = f.Field.Length == 0 ? "status" : $"status.{f.Field}" }));
        }

        if (model.ScaleOf(kind) is { } paths)
        {
            ReplicaPaths.Check(obj, paths.StatusReplicas, errors);
        }
    }

    // Built-in kinds refuse a finalizer without a domain, custom kinds warn of a new one.
    private void CheckFinalizers(
        OperationContext context, IReadOnlyList<string> finalizers, IReadOnlyList<string> before, List<FieldError> errors)
    {
        HashSet<string>? known = null;
        for (var i = 0; i < finalizers.Count; i++)
        {
            var name = finalizers[i];
            if (name.Contains('/', StringComparison.Ordinal) || name is "orphan" or "foregroundDeletion" or "kubernetes")
            {
                continue;
            }

            if (model.Origin == KindOrigin.BuiltIn && model.Strategy.NeedsQualifiedFinalizers)
            {
                errors.Add(FieldErrors.Invalid(
                    $"metadata.finalizers[{i}]", name, "name is neither a standard finalizer name nor is it fully qualified"));
            }
            else if (!(known ??= new HashSet<string>(before, StringComparer.Ordinal)).Contains(name))
            {
                var path = name.Contains('.', StringComparison.Ordinal) ? " including a path (/)" : "";
                context.Warnings.Add(
                    $"metadata.finalizers: {GoText.Quote(name)}: prefer a domain-qualified finalizer name{path} " +
                    "to avoid accidental conflicts with other finalizer writers");
            }
        }
    }

    private void Throw(string name, List<FieldError> errors)
    {
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(model.GroupKind, name, errors);
        }
    }

    private static void Warn(OperationContext context, IEnumerable<string> warnings)
    {
        foreach (var warning in warnings)
        {
            context.Warnings.Add(warning);
        }
    }
}

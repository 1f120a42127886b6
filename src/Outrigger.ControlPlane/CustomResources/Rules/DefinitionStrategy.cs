using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.ControlPlane.Kinds.Strategies;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.CustomResources.Rules;

/// <summary>CustomResourceDefinitions (apiextensions-apiserver registry/customresourcedefinition).</summary>
internal sealed class DefinitionStrategy() : BuiltInStrategy(new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"))
{
    /// <inheritdoc/>
    public override bool NeedsQualifiedFinalizers => false;

    /// <inheritdoc/>
    public override void Default(JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        var names = JsonNodes.Ensure(spec, "names");
        var kind = JsonNodes.GetString(names, "kind") ?? "";
        if (kind.Length > 0)
        {
            Fill(names, "singular", kind.ToLowerInvariant());
            Fill(names, "listKind", $"{kind}List");
        }
    }

    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj) => AddStoredVersion(obj);

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old) => AddStoredVersion(obj);

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) =>
        DefinitionRules.Check(new Definition(obj), null, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        DefinitionRules.Check(new Definition(obj), new Definition(old), errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        DefinitionRules.CheckNames(new Definition(obj).Accepted, "status.acceptedNames", errors);

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(JsonObject obj) => SchemaWarnings.Of(new Definition(obj), null);

    /// <inheritdoc/>
    public override IEnumerable<string> UpdateWarnings(JsonObject obj, JsonObject old) =>
        SchemaWarnings.Of(new Definition(obj), new Definition(old));

    /// <inheritdoc/>
    public override bool IsHeld(JsonObject obj) => MetadataView.Of(obj).DeletionTimestamp is null;

    /// <inheritdoc/>
    public override void PrepareForDeletion(OperationContext context, JsonObject obj)
    {
        var meta = MetadataView.Of(obj);
        if (Conditions.Find(obj, "Terminating") is not null)
        {
            return;
        }

        // Unlike other deletions this one counts as no new generation.
        meta.Generation--;
        meta.DeletionGracePeriodSeconds = null;
        if (!meta.Finalizers.Contains(Definition.CleanupFinalizer, StringComparer.Ordinal))
        {
            meta.Finalizers = [.. meta.Finalizers, Definition.CleanupFinalizer];
        }

        Conditions.Set(obj, Condition.DeletionPending, context.Now);
    }

    private static void Fill(JsonObject parent, string field, string value)
    {
        if (JsonNodes.GetString(parent, field) is not { Length: > 0 })
        {
            parent[field] = value;
        }
    }

    private static void AddStoredVersion(JsonObject obj)
    {
        var storage = new Definition(obj).StorageVersion;
        var stored = JsonNodes.StringList(JsonNodes.Get(obj, "status", "storedVersions"));
        if (storage.Length > 0 && !stored.Contains(storage, StringComparer.Ordinal))
        {
            JsonNodes.Ensure(obj, "status")["storedVersions"] = new JsonArray([.. stored.Append(storage).Select(v => (JsonNode)v)]);
        }
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Changes;
using Outrigger.Registry.Managers;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Subresources;

/// <summary>
/// A change of a Scale as a change of the object behind it: only the wanted number goes through, and who manages it in the Scale
/// manages it in the object.
/// </summary>
internal sealed class ScaleChange(IObjectChange inner, ResourceModel model, ScalePaths paths) : IManagedChange, IAdmittedView
{
    private static readonly KindSchema Schema = KindSchema.BuiltIn(ScaleKind.Definition);
    private static readonly FieldManager Managers = new(KindVersions.Single(Schema), Schema, FieldSet.Empty);

    /// <inheritdoc/>
    public bool MayRetry => inner.MayRetry;

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public bool IsPatch => inner.IsPatch;

    /// <inheritdoc/>
    public string PreconditionUid => inner.PreconditionUid;

    /// <inheritdoc/>
    public void Check(OperationContext context) => inner.Check(context);

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context) =>
        Through(current, context, inner.Apply(ScaleView.Of(current, paths), context));

    /// <inheritdoc/>
    public async ValueTask<JsonObject> MakeAsync(
        JsonObject current, KindDefinition kind, ObjectManagers managers, OperationContext context, CancellationToken cancellationToken)
    {
        var meta = MetadataView.Of(current);
        var path = ReplicaPaths.Steps(paths.SpecReplicas);
        var translation = new ScaleManagers(meta.ManagedFields, kind.Kind.GroupVersion.ToString(), path);
        var live = ScaleView.Of(current, paths);
        MetadataView.Of(live).ManagedFields = translation.ToScale();
        var writer = ObjectManagers.Writer(context);
        JsonObject scale;
        if (inner is ApplyChange apply)
        {
            scale = await Managers.ApplyAsync(live, apply.Config.Object, apply.Config.Force, writer, cancellationToken).ConfigureAwait(false);
            apply.ReportDuplicates(context);
            Through(current, context, scale);
        }
        else
        {
            scale = inner.Apply((JsonObject)live.DeepClone(), context);
            Through(current, context, scale);
            await Managers.UpdateAsync(scale, live, WriteHints.None, writer, cancellationToken).ConfigureAwait(false);
        }

        meta.ManagedFields = translation.ToParent(MetadataView.Of(scale).ManagedFields);
        return current;
    }

    /// <inheritdoc/>
    public GroupVersionKind ViewKind => ScaleKind.Definition.Kind;

    /// <inheritdoc/>
    public JsonObject View(JsonObject obj) => ScaleView.Of(obj, paths);

    /// <inheritdoc/>
    public void Accept(JsonObject view, JsonObject obj) =>
        ReplicaPaths.Set(obj, paths.SpecReplicas, JsonNodes.GetLong(view, "spec", "replicas") ?? 0);

    // Brings the Scale into its form and sets its number in the object.
    private JsonObject Through(JsonObject current, OperationContext context, JsonObject scale)
    {
        TypeMeta.Match(KindOrigin.BuiltIn, ScaleKind.Definition, scale, inner.IsPatch);
        var findings = inner.IsPatch ? inner.Findings : context.Read?.Messages ?? [];
        BuiltInDecoder.Decode(context, ScaleKind.Definition, scale, findings, inner.IsPatch);
        var meta = MetadataView.Of(scale);
        Scoping.MatchName(context, meta);
        Scoping.MatchNamespace(model, context, meta);

        var replicas = JsonNodes.GetLong(scale, "spec", "replicas") ?? 0;
        if (model.Origin == KindOrigin.BuiltIn && replicas < 0)
        {
            throw ApiErrors.Invalid(
                ScaleKind.Definition.Kind.GroupKind,
                context.Name,
                [FieldErrors.Invalid("spec.replicas", replicas, "must be greater than or equal to 0")]);
        }

        ReplicaPaths.Set(current, paths.SpecReplicas, replicas);
        SetRevision(MetadataView.Of(current), meta.ResourceVersion);
        return current;
    }

    // Without a resourceVersion the scale is set on whatever is there, also for kinds that else want one.
    private static void SetRevision(MetadataView current, string wanted)
    {
        if (wanted.Length > 0)
        {
            current.ResourceVersion = wanted;
        }
    }
}

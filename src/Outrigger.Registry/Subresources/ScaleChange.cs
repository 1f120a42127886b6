using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Subresources;

/// <summary>A change of a Scale as a change of the object behind it: only the wanted number goes through.</summary>
internal sealed class ScaleChange(IObjectChange inner, ResourceModel model, ScalePaths paths) : IObjectChange
{
    /// <inheritdoc/>
    public bool MayRetry => inner.MayRetry;

    /// <inheritdoc/>
    public bool MayCreate => false;

    /// <inheritdoc/>
    public string PreconditionUid => inner.PreconditionUid;

    /// <inheritdoc/>
    public void Check(OperationContext context) => inner.Check(context);

    /// <inheritdoc/>
    public JsonObject Apply(JsonObject current, OperationContext context)
    {
        var scale = inner.Apply(ScaleView.Of(current, paths), context);
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

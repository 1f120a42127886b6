using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Objects;

/// <summary>Brings a body, or what a patch made, into the form of its kind: types, unknown fields, defaults.</summary>
internal sealed class ObjectDecoder(ResourceModel model)
{
    private readonly JsonNode? emptyStatus = EmptyStatus(model);

    /// <summary>Changes <paramref name="obj"/> in place; refuses what is not of the kind. <paramref name="change"/> is null for a create.</summary>
    public void Decode(OperationContext context, KindDefinition kind, JsonObject obj, IObjectChange? change)
    {
        var isPatch = change?.IsPatch ?? false;
        var findings = isPatch ? change!.Findings : context.Read?.Messages ?? [];
        TypeMeta.Match(model.Origin, kind, obj, isPatch);
        if (model.Origin == KindOrigin.BuiltIn)
        {
            BuiltInDecoder.Decode(context, kind, obj, findings, isPatch);
        }
        else
        {
            var unknown = CustomMetadata.Normalize(kind, obj, isPatch).Concat(Pruner.Prune(obj, kind.Schema))
                .Order(StringComparer.Ordinal)
                .Select(path => $"unknown field {GoText.Quote(path)}");
            DecodeFaults.Report(context, kind, findings.Concat(unknown), isPatch);
            Defaulter.Apply(obj, kind.Schema);
        }

        JsonNodes.Ensure(obj, "metadata");
        if (ReferenceEquals(kind, model.StorageKind))
        {
            model.Strategy.Default(obj);
        }
    }

    /// <summary>The decoded object (owned by the callee) in another version; in the stored one the strategy's defaults are known.</summary>
    public async ValueTask<JsonObject> ToVersionAsync(
        KindDefinition? from, KindDefinition to, JsonObject obj, CancellationToken cancellationToken)
    {
        if (ReferenceEquals(from, to))
        {
            return obj;
        }

        var made = await model.ToAsync(to, obj, cancellationToken).ConfigureAwait(false);
        if (model.Origin != KindOrigin.BuiltIn)
        {
            Pruner.Prune(made, to.Schema);
        }

        if (ReferenceEquals(to, model.StorageKind))
        {
            model.Strategy.Default(made);
        }

        return made;
    }

    /// <summary>Makes the status what a new object of the kind starts with.</summary>
    public void DropStatus(JsonObject obj)
    {
        if (emptyStatus is null)
        {
            obj.Remove("status");
        }
        else
        {
            obj["status"] = emptyStatus.DeepClone();
        }
    }

    // Built-in kinds are always written with one, be it empty.
    private static JsonNode? EmptyStatus(ResourceModel model)
    {
        if (model.Origin != KindOrigin.BuiltIn)
        {
            return null;
        }

        var empty = new JsonObject();
        BuiltInNormalizer.Normalize(empty, model.StorageKind.Schema, new NormalizeReport());
        return JsonNodes.Detach(empty, "status");
    }
}

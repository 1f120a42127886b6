using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Objects;

/// <summary>Brings a body, or what a patch made, into the form of its kind: types, unknown fields, defaults.</summary>
internal sealed class ObjectDecoder(ResourceModel model)
{
    /// <summary>Changes <paramref name="obj"/> in place; refuses what is not of the kind.</summary>
    public void Decode(OperationContext context, KindDefinition kind, JsonObject obj, bool isPatch)
    {
        TypeMeta.Match(model.Origin, kind, obj, isPatch);
        if (model.Origin == KindOrigin.BuiltIn)
        {
            DecodeBuiltIn(context, kind, obj, isPatch);
        }
        else
        {
            DecodeCustom(context, kind, obj, isPatch);
        }

        JsonNodes.Ensure(obj, "metadata");
    }

    /// <summary>The status that a new object of a built-in kind starts with; none for other kinds.</summary>
    public void DropStatus(JsonObject obj)
    {
        var had = obj.Remove("status");
        if (!had || model.Origin != KindOrigin.BuiltIn)
        {
            return;
        }

        // Empty, in the form in which the kind is always written.
        BuiltInNormalizer.Normalize(obj, model.StorageKind.Schema, new NormalizeReport());
    }

    private void DecodeBuiltIn(OperationContext context, KindDefinition kind, JsonObject obj, bool isPatch)
    {
        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(obj, kind.Schema, report);
        if (report.TypeError is { } error)
        {
            throw DecodeFaults.Refuse(kind, obj, error, isPatch);
        }

        DecodeFaults.Report(context, kind, report.Messages, isPatch);
        Defaulter.Apply(obj, kind.Schema);
        model.Strategy.Default(obj);
    }

    private void DecodeCustom(OperationContext context, KindDefinition kind, JsonObject obj, bool isPatch)
    {
        var metadata = CustomMetadata.Normalize(kind, obj, isPatch);
        var pruned = Pruner.Prune(obj, kind.Schema);
        var unknown = metadata.Concat(pruned).Order(StringComparer.Ordinal).Select(p => $"unknown field {GoText.Quote(p)}");
        DecodeFaults.Report(context, kind, unknown, isPatch);
        Defaulter.Apply(obj, kind.Schema);
        model.Strategy.Default(obj);
    }
}

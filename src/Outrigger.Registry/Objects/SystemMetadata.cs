using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Objects;

/// <summary>The metadata that only the server writes (apiserver registry/rest BeforeCreate and BeforeUpdate).</summary>
internal static class SystemMetadata
{
    /// <summary>Drops what clients may not set on a new object.</summary>
    public static void Wipe(MetadataView meta)
    {
        meta.DeletionTimestamp = null;
        meta.DeletionGracePeriodSeconds = null;
        meta.SelfLink = "";
    }

    /// <summary>What a new object starts with.</summary>
    public static void ForCreate(ResourceModel model, OperationContext context, JsonObject obj)
    {
        var meta = MetadataView.Of(obj);
        Wipe(meta);
        meta.Uid = Guid.NewGuid().ToString();
        meta.CreationTimestamp = context.Now;
        if (model.Strategy.HasGeneration)
        {
            meta.Generation = 1;
        }
    }

    /// <summary>Whether an update is one of the object itself; the scale writes the spec as the object does.</summary>
    public static bool IsWhole(OperationContext context) => context.Subresource is "" or "scale";

    /// <summary>Before the strategy's own preparation: what an update can never change or say.</summary>
    public static void BeforePreparation(JsonObject obj, JsonObject old)
    {
        var meta = MetadataView.Of(obj);
        meta.Generation = MetadataView.Of(old).Generation;
        meta.SelfLink = "";
    }

    /// <summary>After it: the generation goes up, and what an update left out is filled in.</summary>
    public static void AfterPreparation(ResourceStrategy strategy, OperationContext context, JsonObject obj, JsonObject old)
    {
        var meta = MetadataView.Of(obj);
        var before = MetadataView.Of(old);
        if (strategy.HasGeneration && IsWhole(context) && strategy.RaisesGeneration(obj, old))
        {
            meta.Generation = before.Generation + 1;
        }

        if (meta.Uid.Length == 0)
        {
            meta.Uid = before.Uid;
        }

        meta.CreationTimestamp = before.CreationTimestamp ?? meta.CreationTimestamp;
        meta.DeletionTimestamp = before.DeletionTimestamp ?? meta.DeletionTimestamp;
        meta.DeletionGracePeriodSeconds ??= before.DeletionGracePeriodSeconds;
    }

    /// <summary>Marks an object that finalizers keep as deleted: now, with no grace, and with a raised generation the first time.</summary>
    public static void MarkDeleted(MetadataView meta, DateTimeOffset now)
    {
        if (meta.DeletionTimestamp is null && meta.Generation > 0)
        {
            meta.Generation++;
        }

        if (meta.DeletionTimestamp is not { } at || at > now)
        {
            meta.DeletionTimestamp = now;
        }

        meta.DeletionGracePeriodSeconds = 0;
    }
}

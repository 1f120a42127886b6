using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Strategies;

namespace Outrigger.Registry.Objects;

/// <summary>
/// The deletion of kinds whose objects end by themselves (pods): a delete sets when they must be gone, their node removes them
/// (apiserver registry/rest BeforeDelete).
/// </summary>
internal static class GracefulDeletion
{
    /// <summary>How a delete goes on.</summary>
    internal enum Step
    {
        /// <summary>The kind has no graceful deletion, or its time is up.</summary>
        Now,

        /// <summary>The object was changed and is to be written.</summary>
        Marked,

        /// <summary>An earlier delete is under way, and this one does not shorten it.</summary>
        Pending,
    }

    /// <summary>Sets deletionTimestamp and deletionGracePeriodSeconds of <paramref name="obj"/> when it is to end gracefully.</summary>
    public static Step Begin(ResourceStrategy strategy, OperationContext context, JsonObject obj, DeleteOptions options)
    {
        // A negative period is the shortest one.
        var asked = options.GracePeriodSeconds is < 0 ? 1 : options.GracePeriodSeconds;
        if (strategy.GracePeriodSeconds(obj, options with { GracePeriodSeconds = asked }) is not { } seconds)
        {
            return Step.Now;
        }

        var meta = MetadataView.Of(obj);
        if (meta.DeletionTimestamp is { } due)
        {
            return Shorten(meta, due, asked, context.Now);
        }

        if (seconds == 0)
        {
            return Step.Now;
        }

        meta.DeletionTimestamp = context.Now.AddSeconds(seconds);
        meta.DeletionGracePeriodSeconds = seconds;
        if (meta.Generation > 0)
        {
            meta.Generation++;
        }

        return Step.Marked;
    }

    private static Step Shorten(MetadataView meta, DateTimeOffset due, long? asked, DateTimeOffset now)
    {
        if (meta.DeletionGracePeriodSeconds is not { } period || period == 0)
        {
            return Step.Now;
        }

        if (asked is not { } seconds || seconds >= period)
        {
            return Step.Pending;
        }

        if (seconds == 0)
        {
            return Step.Now;
        }

        var sooner = due.AddSeconds(seconds - period);
        meta.DeletionTimestamp = sooner < now ? now : sooner;
        meta.DeletionGracePeriodSeconds = sooner < now ? 1 : seconds;
        return Step.Marked;
    }
}

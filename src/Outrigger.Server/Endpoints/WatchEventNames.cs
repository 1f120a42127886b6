using Outrigger.Registry.Operations;

namespace Outrigger.Server.Endpoints;

/// <summary>The types of events on the wire.</summary>
internal static class WatchEventNames
{
    public const string Error = "ERROR";

    public static string Of(WatchItemType type) => type switch
    {
        WatchItemType.Added => "ADDED",
        WatchItemType.Modified => "MODIFIED",
        WatchItemType.Deleted => "DELETED",
        _ => "BOOKMARK",
    };

    /// <summary>Opens an event: <c>{"type":"ADDED","object":</c>.</summary>
    public static ReadOnlySpan<byte> Opening(WatchItemType type) => type switch
    {
        WatchItemType.Added => "{\"type\":\"ADDED\",\"object\":"u8,
        WatchItemType.Modified => "{\"type\":\"MODIFIED\",\"object\":"u8,
        WatchItemType.Deleted => "{\"type\":\"DELETED\",\"object\":"u8,
        _ => "{\"type\":\"BOOKMARK\",\"object\":"u8,
    };
}

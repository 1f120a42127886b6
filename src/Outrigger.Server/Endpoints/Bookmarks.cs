using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.Registry.Operations;

namespace Outrigger.Server.Endpoints;

/// <summary>The objects of BOOKMARK events, which are metadata alone.</summary>
internal static class Bookmarks
{
    public static JsonObject Metadata(in WatchItem item)
    {
        var metadata = new JsonObject { ["resourceVersion"] = item.Revision.ToString(CultureInfo.InvariantCulture) };
        if (item.Type == WatchItemType.InitialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        return metadata;
    }
}

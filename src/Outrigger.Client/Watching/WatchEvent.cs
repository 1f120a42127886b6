using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Client.Watching;

/// <summary>One event of a watch.</summary>
public sealed record WatchEvent(WatchEventType Type, JsonObject Object)
{
    /// <summary>The resourceVersion of the object or list.</summary>
    public string ResourceVersion => JsonNodes.GetString(Object, "metadata", "resourceVersion") ?? "";
}

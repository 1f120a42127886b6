using System.Text.Json.Nodes;

namespace Outrigger.Client.Watching;

/// <summary>One change of a reflected collection.</summary>
/// <param name="Type">Added, Modified or Deleted.</param>
/// <param name="Key">See <see cref="ResourceReflector.KeyOf"/>.</param>
/// <param name="Object">As it is now; for Deleted as it last was.</param>
/// <param name="Previous">As it was before; null for Added.</param>
public sealed record ResourceChange(WatchEventType Type, string Key, JsonObject Object, JsonObject? Previous);

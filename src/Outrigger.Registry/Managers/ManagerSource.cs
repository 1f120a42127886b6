using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;

namespace Outrigger.Registry.Managers;

/// <summary>Where the managers of a written object come from.</summary>
/// <param name="Live">The stored object, not to be changed; null for a create.</param>
/// <param name="Hints">What the body said before it was decoded.</param>
internal readonly record struct ManagerSource(JsonObject? Live, WriteHints Hints);

using System.Text.Json.Nodes;

namespace Outrigger.Registry.Managers;

/// <summary>What is applied to an object.</summary>
/// <param name="Object">Not to be changed.</param>
/// <param name="Force">Whether fields of other managers are taken over.</param>
internal sealed record Configuration(JsonObject Object, bool Force);

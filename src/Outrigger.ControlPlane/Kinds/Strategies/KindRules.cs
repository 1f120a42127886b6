using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The rules of a kind that has nothing else particular.</summary>
/// <param name="Check">What a new object must satisfy, and an updated one.</param>
/// <param name="Fixed">The fields that an update may not change.</param>
internal sealed record KindRules(Action<JsonObject, ICollection<FieldError>> Check, params string[] Fixed);

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>The rules of a kind that has nothing else particular.</summary>
/// <param name="Check">What a new object must satisfy, and an updated one.</param>
/// <param name="Fixed">The fields that an update may not change.</param>
internal sealed record KindRules(Action<JsonObject, ICollection<FieldError>> Check, params string[] Fixed)
{
    /// <summary>What an update must satisfy beside the old object, in the place of <see cref="Check"/>; null for nothing particular.</summary>
    public Action<JsonObject, JsonObject, ICollection<FieldError>>? CheckUpdate { get; init; }

    /// <summary>What the status must satisfy when it is written; null for nothing.</summary>
    public Action<JsonObject, ICollection<FieldError>>? CheckStatus { get; init; }

    /// <summary>What an update changes by itself; null for nothing.</summary>
    public Action<JsonObject, JsonObject>? PrepareUpdate { get; init; }
}

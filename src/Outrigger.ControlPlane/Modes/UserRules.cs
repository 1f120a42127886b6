using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Modes;

/// <summary>What a user may do in a namespace, as far as the authorizers can list it.</summary>
/// <param name="Rules">In the order of the authorizers.</param>
/// <param name="IsIncomplete">Whether an authorizer cannot list what it allows.</param>
/// <param name="Problems">What went wrong, for people.</param>
internal sealed record UserRules(IReadOnlyList<PolicyRule> Rules, bool IsIncomplete, IReadOnlyList<string> Problems);

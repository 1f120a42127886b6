namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>An authorizer's answer to an expression.</summary>
/// <param name="IsAllowed">Whether somebody allows it.</param>
/// <param name="Reason">Why; may be empty.</param>
/// <param name="Error">Why nobody could decide; empty when somebody could.</param>
public sealed record CelDecision(bool IsAllowed, string Reason, string Error);

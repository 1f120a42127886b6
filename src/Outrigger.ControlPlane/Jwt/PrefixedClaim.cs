namespace Outrigger.ControlPlane.Jwt;

/// <summary>A claim and what goes before its values, so that they cannot be taken for somebody else's.</summary>
/// <param name="Claim">Its name.</param>
/// <param name="Prefix">May be empty.</param>
public sealed record PrefixedClaim(string Claim, string Prefix);

namespace Outrigger.ControlPlane.Jwt;

/// <summary>A token that is signed well and makes no user. The message holds no value of a claim.</summary>
internal sealed class ClaimException(string message) : Exception(message);

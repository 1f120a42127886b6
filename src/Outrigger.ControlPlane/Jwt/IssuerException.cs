namespace Outrigger.ControlPlane.Jwt;

/// <summary>An issuer whose keys cannot be had. The message holds nothing of what it answered.</summary>
internal sealed class IssuerException(string message, Exception? cause = null) : Exception(message, cause);

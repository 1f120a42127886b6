using Outrigger.Client.Configuration;
using Outrigger.ControlPlane.Jwt;
using Outrigger.ControlPlane.Modes;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>Who is let in beside service accounts and what decides what they may do.</summary>
public sealed record AccessOptions
{
    /// <summary>Issuers of JSON web tokens.</summary>
    public IReadOnlyList<JwtAuthenticatorSettings> Issuers { get; init; } = [];

    /// <summary>The file that they come from, which is read again when it changes (--authentication-config); null for flags.</summary>
    public AccessFile? AuthenticationFile { get; init; }

    /// <summary>Asked about tokens that nobody else knows; null for none.</summary>
    public TokenWebhook? TokenWebhook { get; init; }

    /// <summary>In order.</summary>
    public IReadOnlyList<AuthorizerSettings> Authorizers { get; init; } = AuthorizerSettings.Default;

    /// <summary>The file that they come from, which is read again when it changes (--authorization-config); null for flags.</summary>
    public AccessFile? AuthorizationFile { get; init; }
}

using Outrigger.ControlPlane.Jwt;
using Outrigger.Server.Authentication;

namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>What an AuthenticationConfiguration says (apiserver.config.k8s.io/v1).</summary>
/// <param name="Issuers">The entries of <c>jwt</c>.</param>
/// <param name="Anonymous">Null when the file does not say.</param>
public sealed record AuthenticationFile(IReadOnlyList<JwtAuthenticatorSettings> Issuers, AnonymousAccess? Anonymous);

using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>A verified client certificate: its common name is the user, its organizations are the groups.</summary>
public sealed class X509Authenticator(ClientCertificates certificates) : IAuthenticator
{
    private const string CredentialId = "authentication.kubernetes.io/credential-id";

    private readonly ConditionalWeakTable<X509Certificate2, AuthenticationResult> results = [];

    /// <inheritdoc/>
    public string Name => "client-certificate";

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        if (context.Connection.ClientCertificate is not { } certificate || certificates.Authorities.Count == 0)
        {
            return new(AuthenticationResult.NoOpinion);
        }

        if (certificates.Refusal(certificate) is { } why)
        {
            return new(AuthenticationResult.Rejected(why));
        }

        return new(results.GetValue(certificate, static c => Read(c)));
    }

    private static AuthenticationResult Read(X509Certificate2 certificate)
    {
        var (name, groups) = CertificateSubject.Read(certificate.SubjectName);
        if (name.Length == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        var id = $"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}";
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [CredentialId] = [id] };

        // With the group that the pipeline would add, so that it need not do so for every request.
        var all = groups.Contains(UserInfo.AuthenticatedGroup, StringComparer.Ordinal) ? groups : [.. groups, UserInfo.AuthenticatedGroup];
        return AuthenticationResult.Accepted(new UserInfo(name, all, Extra: extra));
    }
}

using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authentication;

/// <summary>A verified client certificate: its common name is the user, its organizations are the groups, Kubernetes' own attribute is the uid.</summary>
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

        if (certificates.Refusal(certificate, ShownCertificates.Of(context)) is { } why)
        {
            return new(AuthenticationResult.Rejected(why));
        }

        return new(IsOfAnotherSite(context.Request)
            ? AuthenticationResult.Rejected("a page of another site sent it, and the browser showed the certificate by itself")
            : results.GetValue(certificate, static c => Read(c)));
    }

    // A browser shows a certificate whatever page asks it to. What may change something counts only when the page is the server's own.
    private static bool IsOfAnotherSite(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site
        && site != "same-origin" && site != "none"
        && (!(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method))
            || request.Headers.Upgrade.Count > 0);

    private static AuthenticationResult Read(X509Certificate2 certificate)
    {
        CertificateSubject subject;
        try
        {
            subject = CertificateSubject.Read(certificate.SubjectName);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            return AuthenticationResult.Rejected("the subject of the certificate cannot be read");
        }

        if (subject.CommonName.Length == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        if (subject.Uids is not ([] or [{ Length: > 0 }]))
        {
            return AuthenticationResult.Rejected("the certificate has several uids, or an empty one");
        }

        var id = $"X509SHA256={Convert.ToHexStringLower(SHA256.HashData(certificate.RawData))}";
        var extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal) { [CredentialId] = [id] };

        // With the group that the pipeline would add, so that it need not do so for every request.
        var groups = subject.Organizations;
        var all = groups.Contains(UserInfo.AuthenticatedGroup, StringComparer.Ordinal) ? groups : [.. groups, UserInfo.AuthenticatedGroup];
        return AuthenticationResult.Accepted(new UserInfo(subject.CommonName, all, subject.Uids.FirstOrDefault() ?? "", extra));
    }
}

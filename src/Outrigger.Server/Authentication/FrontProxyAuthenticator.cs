using System.Formats.Asn1;
using System.Runtime.CompilerServices;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Http;

namespace Outrigger.Server.Authentication;

/// <summary>
/// The caller as a front proxy tells it, believed only from a certificate of the request-header CA with an allowed name.
/// The headers leave the request in every case. Must be asked before all other authenticators.
/// </summary>
/// <param name="certificates">Verifies against the request-header CA.</param>
/// <param name="options">Read anew for every request, so that they may change.</param>
public sealed class FrontProxyAuthenticator(ClientCertificates certificates, Func<FrontProxyOptions> options) : IAuthenticator
{
    private static readonly CertificateSubject Unreadable = new("", [], []);
    private readonly ConditionalWeakTable<X509Certificate2, CertificateSubject> subjects = [];

    /// <inheritdoc/>
    public string Name => "front-proxy";

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var settings = options();
        var headers = context.Request.Headers;
        var user = Told(headers, settings);
        Remove(headers, settings);
        if (user is null || context.Connection.ClientCertificate is not { } certificate || certificates.Authorities.Count == 0)
        {
            return new(AuthenticationResult.NoOpinion);
        }

        if (certificates.Refusal(certificate, ShownCertificates.Of(context)) is { } why)
        {
            return new(AuthenticationResult.Rejected(why));
        }

        return new(IsAllowed(certificate, settings)
            ? AuthenticationResult.Accepted(user)
            : AuthenticationResult.Rejected("the front proxy's common name is not allowed"));
    }

    private bool IsAllowed(X509Certificate2 certificate, FrontProxyOptions settings)
    {
        if (settings.AllowedNames.Count == 0)
        {
            return true;
        }

        // a connection shows the same certificate with every request
        var subject = subjects.GetValue(certificate, static c => Read(c));
        return !ReferenceEquals(subject, Unreadable) && settings.AllowedNames.Contains(subject.CommonName, StringComparer.Ordinal);
    }

    private static CertificateSubject Read(X509Certificate2 certificate)
    {
        try
        {
            return CertificateSubject.Read(certificate.SubjectName);
        }
        catch (Exception e) when (e is AsnContentException or ArgumentException)
        {
            return Unreadable;
        }
    }

    private static UserInfo? Told(IHeaderDictionary headers, FrontProxyOptions settings)
    {
        var name = First(headers, settings.UsernameHeaders);
        if (name.Length == 0)
        {
            return null;
        }

        var groups = new List<string>();
        foreach (var header in settings.GroupHeaders)
        {
            foreach (var group in headers[header])
            {
                if (!string.IsNullOrEmpty(group))
                {
                    groups.Add(group);
                }
            }
        }

        return new UserInfo(name, groups, First(headers, settings.UidHeaders), ExtraHeaders.Read(headers, settings.ExtraHeaderPrefixes));
    }

    private static string First(IHeaderDictionary headers, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            if (headers[name] is [{ Length: > 0 } value, ..])
            {
                return value;
            }
        }

        return "";
    }

    private static void Remove(IHeaderDictionary headers, FrontProxyOptions settings)
    {
        Remove(headers, settings.UsernameHeaders);
        Remove(headers, settings.GroupHeaders);
        Remove(headers, settings.UidHeaders);
        foreach (var prefix in settings.ExtraHeaderPrefixes)
        {
            CredentialHeaders.RemovePrefixed(headers, prefix);
        }
    }

    private static void Remove(IHeaderDictionary headers, IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            headers.Remove(name);
        }
    }
}

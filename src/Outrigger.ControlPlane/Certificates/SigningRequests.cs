using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Text;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Certificates;

/// <summary>CertificateSigningRequests, and what stands in their PKCS #10 requests (RFC 2986).</summary>
internal static class SigningRequests
{
    private const string Organization = "2.5.4.10";

    /// <summary>Whether the resource is theirs.</summary>
    public static bool Are(GroupVersionResource resource) => resource is { Group: "certificates.k8s.io", Resource: "certificatesigningrequests" };

    /// <summary>
    /// The organizations of a request's subject, which become groups; null when it cannot be read. Keys of any kind are taken: only the
    /// subject is looked at.
    /// </summary>
    /// <param name="base64">The request in PEM, in base64.</param>
    public static IReadOnlyList<string>? Organizations(string base64)
    {
        if (Der(base64) is not { } der)
        {
            return null;
        }

        try
        {
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            _ = info.ReadInteger();
            return [.. Names(info.ReadSequence())];
        }
        catch (Exception e) when (e is ArgumentException or AsnContentException)
        {
            return null;
        }
    }

    /// <summary>The bytes of a request in PEM; null when it is none.</summary>
    /// <param name="base64">The request in PEM, in base64.</param>
    public static byte[]? Der(string base64) =>
        Text(base64) is { } text && PemEncoding.TryFind(text, out var block) && text[block.Label] is "CERTIFICATE REQUEST"
            ? Convert.FromBase64String(text[block.Base64Data])
            : null;

    /// <summary>What base64 holds as a text; null when it is none.</summary>
    public static string? Text(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var count) ? Encoding.UTF8.GetString(bytes, 0, count) : null;
    }

    private static List<string> Names(AsnReader subject)
    {
        var found = new List<string>();
        while (subject.HasData)
        {
            for (var parts = subject.ReadSetOf(); parts.HasData;)
            {
                var part = parts.ReadSequence();
                if (part.ReadObjectIdentifier() == Organization)
                {
                    found.Add(part.ReadCharacterString((UniversalTagNumber)part.PeekTag().TagValue));
                }
            }
        }

        return found;
    }
}

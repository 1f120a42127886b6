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
        try
        {
            var text = Encoding.UTF8.GetString(Convert.FromBase64String(base64));
            var der = Convert.FromBase64String(text[PemEncoding.Find(text).Base64Data]);
            var info = new AsnReader(der, AsnEncodingRules.BER).ReadSequence().ReadSequence();
            _ = info.ReadInteger();
            return [.. Names(info.ReadSequence())];
        }
        catch (Exception e) when (e is FormatException or ArgumentException or AsnContentException)
        {
            return null;
        }
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

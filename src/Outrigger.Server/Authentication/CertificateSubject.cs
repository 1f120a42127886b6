using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.Authentication;

/// <summary>Reads the subject of a certificate attribute by attribute, so that no character in a name can split it.</summary>
internal static class CertificateSubject
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";

    /// <summary>The last common name, empty when there is none, and all organizations in order.</summary>
    public static (string CommonName, IReadOnlyList<string> Organizations) Read(X500DistinguishedName subject)
    {
        var commonName = "";
        var organizations = new List<string>();
        var names = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var set = names.ReadSetOf();
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                if (oid is not (CommonNameOid or OrganizationOid))
                {
                    continue;
                }

                var tag = attribute.PeekTag();
                var value = attribute.ReadCharacterString((UniversalTagNumber)tag.TagValue);
                if (oid == CommonNameOid)
                {
                    commonName = value;
                }
                else
                {
                    organizations.Add(value);
                }
            }
        }

        return (commonName, organizations);
    }
}

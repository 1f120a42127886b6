using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Server.Authentication;

/// <summary>The subject of a certificate, read attribute by attribute, so that no character in a name can split it.</summary>
/// <param name="CommonName">The last common name; empty when there is none.</param>
/// <param name="Organizations">All of them, in order.</param>
/// <param name="Uids">All values of Kubernetes' own attribute for a user's uid.</param>
internal sealed record CertificateSubject(string CommonName, IReadOnlyList<string> Organizations, IReadOnlyList<string> Uids)
{
    private const string CommonNameOid = "2.5.4.3";
    private const string OrganizationOid = "2.5.4.10";
    private const string UidOid = "1.3.6.1.4.1.57683.2";

    /// <summary>Reads one. Throws <see cref="AsnContentException"/> when it is no subject.</summary>
    public static CertificateSubject Read(X500DistinguishedName subject)
    {
        var commonName = "";
        var organizations = new List<string>();
        var uids = new List<string>();
        var names = new AsnReader(subject.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            var set = names.ReadSetOf();
            while (set.HasData)
            {
                var attribute = set.ReadSequence();
                var oid = attribute.ReadObjectIdentifier();
                if (oid is not (CommonNameOid or OrganizationOid or UidOid))
                {
                    continue;
                }

                var value = attribute.ReadCharacterString((UniversalTagNumber)attribute.PeekTag().TagValue);
                switch (oid)
                {
                    case CommonNameOid:
                        commonName = value;
                        break;
                    case OrganizationOid:
                        organizations.Add(value);
                        break;
                    default:
                        uids.Add(value);
                        break;
                }
            }
        }

        return new CertificateSubject(commonName, organizations, uids);
    }
}

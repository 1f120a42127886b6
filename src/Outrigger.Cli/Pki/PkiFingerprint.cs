using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;

namespace Outrigger.Cli.Pki;

/// <summary>What servers of one store must have in common, as fingerprints that may be shown to anybody.</summary>
internal static class PkiFingerprint
{
    /// <summary>Fields and their values, in a fixed order.</summary>
    public static JsonObject Of(ServerPki pki, string signingKey, string issuer) => new()
    {
        ["clientAuthority"] = Certificate(pki.ClusterAuthority.CertificatePem),
        ["frontProxyAuthority"] = Certificate(pki.FrontProxyAuthority.CertificatePem),
        ["serviceAccountKey"] = Key(signingKey),
        ["serviceAccountIssuer"] = issuer,
    };

    /// <summary>The names of the fields that differ.</summary>
    public static IReadOnlyList<string> Differences(JsonObject own, JsonObject other) =>
        [.. own.Where(f => !JsonNode.DeepEquals(f.Value, other[f.Key])).Select(f => f.Key)];

    private static string Certificate(string pem)
    {
        using var certificate = X509Certificate2.CreateFromPem(pem);
        return Hash(certificate.RawData);
    }

    private static string Key(string pem)
    {
        using var key = SigningKeyPem.Import(pem);
        return Hash(key.ExportSubjectPublicKeyInfo());
    }

    private static string Hash(byte[] data) => $"sha256:{Convert.ToHexStringLower(SHA256.HashData(data))}";
}

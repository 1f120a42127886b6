using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Server.AutoTls;

/// <summary>Everything that replicas share.</summary>
/// <param name="Authorities">Newest first. All are trusted; two may sign while one follows the other.</param>
/// <param name="Leaf">What is served.</param>
internal sealed record AutoTlsKeys(IReadOnlyList<PemPair> Authorities, PemPair Leaf)
{
    /// <summary>PEM of all authorities.</summary>
    public string Bundle => string.Concat(Authorities.Select(a => a.Certificate.TrimEnd() + "\n"));

    /// <summary>The data of a kubernetes.io/tls Secret; the same in a file.</summary>
    public JsonObject ToData()
    {
        var data = new JsonObject
        {
            ["tls.crt"] = Encode(Leaf.Certificate),
            ["tls.key"] = Encode(Leaf.Key),
            ["ca.crt"] = Encode(Bundle),
        };
        for (var i = 0; i < Authorities.Count; i++)
        {
            data[$"ca-{i}.crt"] = Encode(Authorities[i].Certificate);
            data[$"ca-{i}.key"] = Encode(Authorities[i].Key);
        }

        return data;
    }

    /// <summary>Null when the data does not hold keys of this format.</summary>
    public static AutoTlsKeys? FromData(JsonObject? data)
    {
        var authorities = new List<PemPair>();
        while (Pair(data, $"ca-{authorities.Count}.crt", $"ca-{authorities.Count}.key") is { } authority)
        {
            authorities.Add(authority);
        }

        return authorities.Count > 0 && Pair(data, "tls.crt", "tls.key") is { } leaf ? new AutoTlsKeys(authorities, leaf) : null;
    }

    /// <summary>Which authority signed the certificate that is served; -1 for none.</summary>
    public int Signer()
    {
        using var leaf = Leaf.WithoutKey();
        for (var i = 0; i < Authorities.Count; i++)
        {
            using var authority = Authorities[i].WithoutKey();
            using var chain = new X509Chain();
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.Add(authority);
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.DisableCertificateDownloads = true;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
            if (chain.Build(leaf))
            {
                return i;
            }
        }

        return -1;
    }

    private static PemPair? Pair(JsonObject? data, string certificate, string key) =>
        JsonNodes.GetString(data, certificate) is { } c && JsonNodes.GetString(data, key) is { } k ? new PemPair(Decode(c), Decode(k)) : null;

    private static string Encode(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Decode(string base64) => Encoding.UTF8.GetString(Convert.FromBase64String(base64));
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>The key (RSA, as kube-apiserver's, or EC P-256) that signs service-account tokens, and the keys whose signatures are accepted.</summary>
public sealed class ServiceAccountKeys : IDisposable
{
    private readonly List<AsymmetricAlgorithm> owned = [];
    private readonly List<SecurityKey> accepted = [];

    // The library's own factory is shared by the process: it would go on using keys of ours that are disposed.
    private readonly CryptoProviderFactory factory = new();

    /// <summary>Reads keys in PEM. <see cref="ArgumentException"/> or <see cref="CryptographicException"/> for what is none.</summary>
    /// <param name="signingKeyPem">The private key; its own signatures are accepted, too.</param>
    /// <param name="furtherPems">Further public or private keys (EC P-256 or RSA) whose signatures are accepted: older ones.</param>
    public ServiceAccountKeys(string signingKeyPem, params IReadOnlyList<string> furtherPems)
    {
        Signing = Read(signingKeyPem);
        foreach (var pem in furtherPems)
        {
            Read(pem);
        }
    }

    /// <summary>The <c>kid</c> of tokens: the SHA-256 of the public key.</summary>
    public string KeyId => Signing.KeyId;

    internal AsymmetricSecurityKey Signing { get; }

    internal IReadOnlyList<SecurityKey> Accepted => accepted;

    /// <summary>How accepted tokens may be signed (JWA names), each once.</summary>
    internal IReadOnlyList<string> Algorithms => [.. accepted.Select(AlgorithmOf).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>The public keys as a JWK set (RFC 7517).</summary>
    public JsonObject ToJwks() => new() { ["keys"] = new JsonArray([.. accepted.Select(ToJwk)]) };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in owned)
        {
            key.Dispose();
        }
    }

    internal static string AlgorithmOf(SecurityKey key) =>
        key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256;

    private static JsonNode ToJwk(SecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        var json = new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = jwk.Kty,
            ["kid"] = key.KeyId,
            ["alg"] = AlgorithmOf(key),
        };
        foreach (var (name, value) in ((string, string?)[])[("crv", jwk.Crv), ("x", jwk.X), ("y", jwk.Y), ("n", jwk.N), ("e", jwk.E)])
        {
            if (!string.IsNullOrEmpty(value))
            {
                json[name] = value;
            }
        }

        return json;
    }

    private static string IdOf(byte[] publicKey) => Base64UrlEncoder.Encode(SHA256.HashData(publicKey));

    private AsymmetricSecurityKey Read(string pem)
    {
        var key = (AsymmetricSecurityKey?)ReadRsa(pem) ?? ReadEllipticCurve(pem);
        key.CryptoProviderFactory = factory;
        accepted.Add(key);
        return key;
    }

    /// <summary>Null when the text is no RSA key.</summary>
    private RsaSecurityKey? ReadRsa(string pem)
    {
        var algorithm = RSA.Create();
        try
        {
            algorithm.ImportFromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            algorithm.Dispose();
            return null;
        }

        owned.Add(algorithm);
        return new RsaSecurityKey(algorithm) { KeyId = IdOf(algorithm.ExportSubjectPublicKeyInfo()) };
    }

    private ECDsaSecurityKey ReadEllipticCurve(string pem)
    {
        var algorithm = ECDsa.Create();
        owned.Add(algorithm);
        algorithm.ImportFromPem(pem);
        return new ECDsaSecurityKey(algorithm) { KeyId = IdOf(algorithm.ExportSubjectPublicKeyInfo()) };
    }
}

using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>The P-256 key that signs service-account tokens, and the keys whose signatures are accepted.</summary>
public sealed class ServiceAccountKeys : IDisposable
{
    private readonly List<AsymmetricAlgorithm> owned = [];
    private readonly List<SecurityKey> accepted = [];

    /// <summary>Reads keys in PEM. <see cref="ArgumentException"/> or <see cref="CryptographicException"/> for what is none.</summary>
    /// <param name="signingKeyPem">The private key; its own signatures are accepted, too.</param>
    /// <param name="furtherPems">Further public or private keys (EC P-256 or RSA) whose signatures are accepted: older ones.</param>
    public ServiceAccountKeys(string signingKeyPem, params IReadOnlyList<string> furtherPems)
    {
        Signing = ReadEllipticCurve(signingKeyPem);
        foreach (var pem in furtherPems)
        {
            _ = pem.Contains(" RSA ", StringComparison.Ordinal) || !TryReadEllipticCurve(pem) ? ReadRsa(pem) : null;
        }
    }

    /// <summary>The <c>kid</c> of tokens: the SHA-256 of the public key.</summary>
    public string KeyId => Signing.KeyId;

    internal ECDsaSecurityKey Signing { get; }

    internal IReadOnlyList<SecurityKey> Accepted => accepted;

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

    private static JsonNode ToJwk(SecurityKey key)
    {
        var jwk = JsonWebKeyConverter.ConvertFromSecurityKey(key);
        var json = new JsonObject
        {
            ["use"] = "sig",
            ["kty"] = jwk.Kty,
            ["kid"] = key.KeyId,
            ["alg"] = key is RsaSecurityKey ? SecurityAlgorithms.RsaSha256 : SecurityAlgorithms.EcdsaSha256,
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

    private bool TryReadEllipticCurve(string pem)
    {
        try
        {
            ReadEllipticCurve(pem);
            return true;
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private ECDsaSecurityKey ReadEllipticCurve(string pem)
    {
        var algorithm = ECDsa.Create();
        owned.Add(algorithm);
        algorithm.ImportFromPem(pem);
        var key = new ECDsaSecurityKey(algorithm) { KeyId = IdOf(algorithm.ExportSubjectPublicKeyInfo()) };
        accepted.Add(key);
        return key;
    }

    private RsaSecurityKey ReadRsa(string pem)
    {
        var algorithm = RSA.Create();
        owned.Add(algorithm);
        algorithm.ImportFromPem(pem);
        var key = new RsaSecurityKey(algorithm) { KeyId = IdOf(algorithm.ExportSubjectPublicKeyInfo()) };
        accepted.Add(key);
        return key;
    }
}

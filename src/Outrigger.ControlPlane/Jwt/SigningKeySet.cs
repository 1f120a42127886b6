using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>
/// The public keys of an issuer, out of a JWK set (RFC 7517). Only keys that come in pairs: with a shared secret, whoever can verify can
/// sign. What is no such key is passed over, because sets may hold others beside.
/// </summary>
internal sealed class SigningKeySet
{
    private const int MostKeys = 256;
    private readonly List<SecurityKey> keys;

    private SigningKeySet(List<SecurityKey> keys) => this.keys = keys;

    public int Count => keys.Count;

    /// <summary>Throws <see cref="IssuerException"/> when it is no set of keys, or has none that can verify.</summary>
    public static SigningKeySet Read(JsonObject document)
    {
        if (document["keys"] is not JsonArray { Count: > 0 and <= MostKeys } list)
        {
            throw new IssuerException($"the key set holds no keys, or more than {MostKeys}");
        }

        // The library's own factory is shared by the process: keys of a configuration that is gone would stay in it.
        var factory = new CryptoProviderFactory();
        var keys = new List<SecurityKey>();
        foreach (var item in list)
        {
            if (item is JsonObject jwk && Key(jwk) is { } key)
            {
                key.CryptoProviderFactory = factory;
                keys.Add(key);
            }
        }

        return keys.Count > 0 ? new SigningKeySet(keys) : throw new IssuerException("none of the keys in the key set verifies signatures");
    }

    /// <summary>The keys that a token may be signed with: those of its key id, or all when it names none.</summary>
    public IReadOnlyList<SecurityKey> Of(string? keyId) =>
        string.IsNullOrEmpty(keyId) ? keys : [.. keys.Where(k => string.Equals(k.KeyId, keyId, StringComparison.Ordinal))];

    private static SecurityKey? Key(JsonObject jwk)
    {
        if (JsonNodes.GetString(jwk, "use") is not (null or "sig"))
        {
            return null;
        }

        var (kty, id) = (JsonNodes.GetString(jwk, "kty"), JsonNodes.GetString(jwk, "kid"));
        try
        {
            return kty switch
            {
                "RSA" => new RsaSecurityKey(new RSAParameters { Modulus = Bytes(jwk, "n"), Exponent = Bytes(jwk, "e") }) { KeyId = id },
                "EC" => new ECDsaSecurityKey(ECDsa.Create(new ECParameters
                {
                    Curve = Curve(JsonNodes.GetString(jwk, "crv")),
                    Q = new ECPoint { X = Bytes(jwk, "x"), Y = Bytes(jwk, "y") },
                })) { KeyId = id },
                _ => null,
            };
        }
        catch (Exception e) when (e is FormatException or CryptographicException or ArgumentException)
        {
            return null;
        }
    }

    private static ECCurve Curve(string? name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => throw new FormatException(),
    };

    private static byte[] Bytes(JsonObject jwk, string name) => JsonNodes.GetString(jwk, name) is { Length: > 0 } text
        ? System.Buffers.Text.Base64Url.DecodeFromChars(text)
        : throw new FormatException();
}

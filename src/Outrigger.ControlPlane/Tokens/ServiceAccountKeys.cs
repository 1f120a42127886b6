using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>The P-256 key that signs service-account tokens, and the keys whose signatures are accepted.</summary>
public sealed class ServiceAccountKeys : IDisposable
{
    private readonly ECDsa signing;

    /// <summary>Reads a private key in PEM; it signs, and its own signatures are accepted.</summary>
    public ServiceAccountKeys(string privateKeyPem)
    {
        signing = ECDsa.Create();
        signing.ImportFromPem(privateKeyPem);
        KeyId = Base64UrlEncoder.Encode(SHA256.HashData(signing.ExportSubjectPublicKeyInfo()));
        Key = new ECDsaSecurityKey(signing) { KeyId = KeyId };
    }

    /// <summary>The <c>kid</c> of tokens: the SHA-256 of the public key.</summary>
    public string KeyId { get; }

    internal ECDsaSecurityKey Key { get; }

    /// <summary>The public key as a JWK set (RFC 7517).</summary>
    public JsonObject ToJwks()
    {
        var point = signing.ExportParameters(includePrivateParameters: false).Q;
        return new JsonObject
        {
            ["keys"] = new JsonArray(new JsonObject
            {
                ["use"] = "sig",
                ["kty"] = "EC",
                ["kid"] = KeyId,
                ["crv"] = "P-256",
                ["alg"] = SecurityAlgorithms.EcdsaSha256,
                ["x"] = Base64UrlEncoder.Encode(point.X),
                ["y"] = Base64UrlEncoder.Encode(point.Y),
            }),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => signing.Dispose();
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;

namespace Outrigger.TestKit.Issuers;

/// <summary>A key pair of an issuer.</summary>
/// <param name="Id">Its <c>kid</c>.</param>
/// <param name="Algorithm">How it signs: RS256, PS256, ES256, ES384 and the like.</param>
public sealed record IssuerKey(string Id, string Algorithm) : IDisposable
{
    private readonly RSA? rsa = Algorithm[0] is 'R' or 'P' ? RSA.Create(2048) : null;
    private readonly ECDsa? curve = Algorithm[0] is 'E' ? ECDsa.Create(Curve(Algorithm)) : null;

    /// <summary>The public half as a JWK.</summary>
    public JsonObject ToJwk()
    {
        var jwk = new JsonObject { ["kid"] = Id, ["use"] = "sig" };
        if (rsa is not null)
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            jwk["kty"] = "RSA";
            jwk["n"] = Base64Url.EncodeToString(numbers.Modulus);
            jwk["e"] = Base64Url.EncodeToString(numbers.Exponent);
        }
        else
        {
            var point = curve!.ExportParameters(includePrivateParameters: false).Q;
            jwk["kty"] = "EC";
            jwk["crv"] = Algorithm switch { "ES384" => "P-384", "ES512" => "P-521", _ => "P-256" };
            jwk["x"] = Base64Url.EncodeToString(point.X);
            jwk["y"] = Base64Url.EncodeToString(point.Y);
        }

        return jwk;
    }

    /// <summary>The public half as others may hold it: PEM.</summary>
    public string ToPem() => rsa?.ExportSubjectPublicKeyInfoPem() ?? curve!.ExportSubjectPublicKeyInfoPem();

    public byte[] Sign(byte[] data)
    {
        var hash = new HashAlgorithmName($"SHA{Algorithm[2..]}");
        var padding = Algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1;
        return rsa?.SignData(data, hash, padding) ?? curve!.SignData(data, hash);
    }

    public void Dispose()
    {
        rsa?.Dispose();
        curve?.Dispose();
    }

    private static ECCurve Curve(string algorithm) => algorithm switch
    {
        "ES384" => ECCurve.NamedCurves.nistP384,
        "ES512" => ECCurve.NamedCurves.nistP521,
        _ => ECCurve.NamedCurves.nistP256,
    };
}

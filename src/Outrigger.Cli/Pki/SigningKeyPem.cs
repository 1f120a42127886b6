using System.Security.Cryptography;

namespace Outrigger.Cli.Pki;

/// <summary>Keys of service-account tokens: RSA, or ECDSA as older folders have them.</summary>
internal static class SigningKeyPem
{
    /// <summary>Reads a private or public key. <see cref="ArgumentException"/> or <see cref="CryptographicException"/> for what is none.</summary>
    public static AsymmetricAlgorithm Import(string pem)
    {
        AsymmetricAlgorithm key = RSA.Create();
        try
        {
            key.ImportFromPem(pem);
            return key;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            key.Dispose();
        }

        key = ECDsa.Create();
        key.ImportFromPem(pem);
        return key;
    }

    /// <summary>Whether a key can sign tokens: it is private, and RSA of 2048 bits at least or ECDSA P-256.</summary>
    public static bool CanSign(string pem)
    {
        try
        {
            using var key = Import(pem);
            switch (key)
            {
                case RSA { KeySize: >= 2048 } rsa:
                    _ = rsa.SignHash(new byte[32], HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
                    return true;
                case ECDsa { KeySize: 256 } curve:
                    _ = curve.SignHash(new byte[32]);
                    return true;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }
}

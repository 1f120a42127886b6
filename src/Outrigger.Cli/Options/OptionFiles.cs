using System.Security.Cryptography;
using Outrigger.Cli.Pki;
using Outrigger.Client.Configuration;
using Outrigger.Server.Authentication;

namespace Outrigger.Cli.Options;

/// <summary>Reads the files that flags name; what is wrong with them is collected, not thrown.</summary>
internal sealed class OptionFiles(List<string> problems, TimeProvider time)
{
    /// <summary>PEM certificates; empty text when the flag is not given or wrong.</summary>
    public string Authorities(string flag, string path)
    {
        if (path.Length == 0 || Text(flag, path) is not { } text)
        {
            return "";
        }

        return Try(flag, () => PemFiles.Certificates(text, path)) is null ? "" : text;
    }

    /// <summary>A certificate and its key; both flags or neither.</summary>
    public KeyPair? Pair(string certificateFlag, string certificatePath, string keyFlag, string keyPath)
    {
        if (certificatePath.Length == 0 && keyPath.Length == 0)
        {
            return null;
        }

        if (certificatePath.Length == 0 || keyPath.Length == 0)
        {
            var (given, missing) = certificatePath.Length == 0 ? (keyFlag, certificateFlag) : (certificateFlag, keyFlag);
            problems.Add($"{given} is given without {missing}: give both, or neither");
            return null;
        }

        if (Text(certificateFlag, certificatePath) is not { } certificate || Text(keyFlag, keyPath) is not { } key)
        {
            return null;
        }

        if (Try(certificateFlag, () => PemFiles.CertificateWithKey(certificate, key, certificatePath)) is not { } read)
        {
            return null;
        }

        if (new DateTimeOffset(read[0].NotAfter) <= time.GetUtcNow())
        {
            problems.Add($"{certificateFlag}: {certificatePath} ended on {read[0].NotAfter:yyyy-MM-dd}: renew it");
        }

        return new KeyPair(certificate, key);
    }

    /// <summary>A public or private key that can check signatures; its PEM text.</summary>
    public string? Key(string flag, string path)
    {
        if (path.Length == 0 || Text(flag, path) is not { } text)
        {
            return null;
        }

        if (Imports(() => ECDsa.Create(), text) || Imports(() => RSA.Create(), text))
        {
            return text;
        }

        problems.Add($"{flag}: {path} holds no ECDSA or RSA key in PEM");
        return null;
    }

    /// <summary>A private key that can sign service-account tokens; its PEM text.</summary>
    public string? SigningKey(string flag, string path)
    {
        if (path.Length == 0 || Text(flag, path) is not { } text)
        {
            return null;
        }

        if (SigningKeyPem.CanSign(text))
        {
            return text;
        }

        problems.Add($"{flag}: {path} holds no private key that can sign tokens (RSA of 2048 bits at least, or ECDSA P-256), in PEM: openssl genrsa -out KEY 2048");
        return null;
    }

    /// <summary>The static token file.</summary>
    public StaticTokenFile? Tokens(string flag, string path)
    {
        if (path.Length == 0 || Text(flag, path) is not { } text)
        {
            return null;
        }

        try
        {
            return StaticTokenFile.Parse(text);
        }
        catch (FormatException e)
        {
            problems.Add($"{flag}: {path}: {e.Message}");
            return null;
        }
    }

    private static bool Imports(Func<AsymmetricAlgorithm> create, string pem)
    {
        using var key = create();
        try
        {
            key.ImportFromPem(pem);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>A text; null when it cannot be read.</summary>
    public string? Text(string flag, string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add($"{flag}: cannot read {path}: {e.Message}");
            return null;
        }
    }

    private T? Try<T>(string flag, Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (ClientConfigException e)
        {
            problems.Add($"{flag}: {e.Message}");
            return null;
        }
    }
}

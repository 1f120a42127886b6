using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Outrigger.Client.Configuration;

/// <summary>PEM texts as certificates, with errors that name where they came from.</summary>
public static class PemFiles
{
    /// <summary>Reads a text file.</summary>
    public static string ReadText(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ClientConfigException($"cannot read {path}: {e.Message}", e);
        }
    }

    /// <summary>All certificates of a PEM text; at least one. <paramref name="source"/> says in errors what it is.</summary>
    public static X509Certificate2Collection Certificates(string pem, string source)
    {
        var all = new X509Certificate2Collection();
        try
        {
            all.ImportFromPem(pem);
        }
        catch (CryptographicException e)
        {
            throw new ClientConfigException($"{source} is no PEM certificate: {e.Message}", e);
        }

        return all.Count > 0 ? all : throw new ClientConfigException($"{source} holds no certificate (BEGIN CERTIFICATE)");
    }

    /// <summary>A certificate with its private key, followed by the intermediates of the same text.</summary>
    public static X509Certificate2Collection CertificateWithKey(string certificatePem, string keyPem, string source)
    {
        var all = Certificates(certificatePem, source);
        try
        {
            all[0] = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            return all;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            throw new ClientConfigException($"the private key of {source} does not fit its certificate: {e.Message}", e);
        }
    }
}

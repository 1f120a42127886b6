using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Outrigger.Server.Hosting;

/// <summary>The certificate that handshakes show. From files it is read again when they change, without dropping connections.</summary>
public sealed class ServingCertificate
{
    private static readonly TimeSpan RereadInterval = TimeSpan.FromSeconds(10);

    private readonly string? certificateFile;
    private readonly string? keyFile;
    private volatile SslStreamCertificateContext context;
    private byte[] seen = [];

    private ServingCertificate(SslStreamCertificateContext context, string? certificateFile, string? keyFile)
    {
        this.context = context;
        this.certificateFile = certificateFile;
        this.keyFile = keyFile;
    }

    /// <summary>What new handshakes show.</summary>
    internal SslStreamCertificateContext Context => context;

    /// <summary>A certificate with its private key, and the certificates between it and its root.</summary>
    public static ServingCertificate From(X509Certificate2 certificate, X509Certificate2Collection? intermediates = null) =>
        new(SslStreamCertificateContext.Create(certificate, intermediates, offline: true), null, null);

    /// <summary>PEM files: the certificate (with those between it and its root after it) and its key.</summary>
    public static ServingCertificate FromFiles(string certificateFile, string keyFile)
    {
        var bytes = Read(certificateFile, keyFile);
        return new ServingCertificate(Load(certificateFile, keyFile), certificateFile, keyFile) { seen = bytes };
    }

    /// <summary>Shows another certificate from the next handshake on; connections that are open stay.</summary>
    internal void Replace(X509Certificate2 certificate) => context = SslStreamCertificateContext.Create(certificate, null, offline: true);

    /// <summary>Rereads the files until it is cancelled.</summary>
    internal async Task FollowFilesAsync(TimeProvider clock, ILogger logger, CancellationToken cancellationToken)
    {
        if (certificateFile is null || keyFile is null)
        {
            return;
        }

        using var timer = new PeriodicTimer(RereadInterval, clock);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                Reread(certificateFile, keyFile, logger);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                HostingLog.CertificateUnreadable(logger, certificateFile, e.Message);
            }
        }
    }

    private void Reread(string certificate, string key, ILogger logger)
    {
        var bytes = Read(certificate, key);
        if (bytes.AsSpan().SequenceEqual(seen))
        {
            return;
        }

        context = Load(certificate, key);
        seen = bytes;
        HostingLog.CertificateReloaded(logger, certificate);
    }

    private static byte[] Read(string certificate, string key) =>
        SHA256.HashData([.. File.ReadAllBytes(certificate), .. File.ReadAllBytes(key)]);

    private static SslStreamCertificateContext Load(string certificateFile, string keyFile)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(certificateFile);
        var own = X509Certificate2.CreateFromPemFile(certificateFile, keyFile);
        var rest = new X509Certificate2Collection();
        for (var i = 1; i < all.Count; i++)
        {
            rest.Add(all[i]);
        }

        return SslStreamCertificateContext.Create(own, rest, offline: true);
    }
}

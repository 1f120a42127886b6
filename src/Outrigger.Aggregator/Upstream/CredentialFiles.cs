using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace Outrigger.Aggregator.Upstream;

/// <summary>
/// The PEM files of the front-proxy certificate (with those between it and its root after it) and its key. They are looked at every
/// five seconds, so that a certificate that was exchanged is shown in every connection made ten seconds later.
/// </summary>
internal sealed class CredentialFiles(string certificateFile, string keyFile)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private byte[] seen = [];

    /// <summary>Reads them; null when they hold what they held the last time.</summary>
    public UpstreamCredential? Read()
    {
        var bytes = SHA256.HashData([.. File.ReadAllBytes(certificateFile), .. File.ReadAllBytes(keyFile)]);
        if (bytes.AsSpan().SequenceEqual(seen))
        {
            return null;
        }

        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificateFile);
        chain.RemoveAt(0);
        var credential = new UpstreamCredential(X509Certificate2.CreateFromPemFile(certificateFile, keyFile), chain);
        seen = bytes;
        return credential;
    }

    /// <summary>Tells of every other certificate until it is cancelled. Files that cannot be used leave the last one in use.</summary>
    public async Task FollowAsync(Action<UpstreamCredential> onChange, TimeProvider time, ILogger logger, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                if (Read() is { } credential)
                {
                    onChange(credential);
                    AggregatorLog.CredentialChanged(logger, certificateFile);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
            {
                AggregatorLog.CredentialUnreadable(logger, certificateFile, e.Message);
            }
        }
    }
}

using Microsoft.Extensions.Logging;
using Outrigger.Client.Configuration;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>
/// Connections made with the certificates that are in their files now: once these change, calls go over new connections. What is under
/// way goes on over the old ones, and so does everything while the new files cannot be used.
/// </summary>
internal sealed class RotatingHandler : HttpMessageHandler
{
    private static readonly TimeSpan LookAfter = TimeSpan.FromSeconds(2);
    private readonly Func<string> read;
    private readonly Func<HttpMessageHandler> make;
    private readonly TimeProvider time;
    private readonly ILogger logger;
    private readonly Lock gate = new();
    private HttpMessageInvoker current;
    private HttpMessageInvoker? last;
    private string content;
    private long lookedAt;

    /// <param name="read">What is in the files.</param>
    /// <param name="make">Makes a handler of it; both throw <see cref="ClientConfigException"/> or <see cref="StoreUnavailableException"/>.</param>
    /// <param name="options">Clock, log.</param>
    public RotatingHandler(Func<string> read, Func<HttpMessageHandler> make, EtcdStoreOptions options)
    {
        this.read = read;
        this.make = make;
        time = options.TimeProvider;
        logger = options.Logger;
        content = read();
        current = new HttpMessageInvoker(make());
        lookedAt = time.GetTimestamp();
    }

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (time.GetElapsedTime(Volatile.Read(ref lookedAt)) > LookAfter)
        {
            Look();
        }

        return Volatile.Read(ref current).SendAsync(request, cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (gate)
            {
                current.Dispose();
                last?.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    private void Look()
    {
        lock (gate)
        {
            if (time.GetElapsedTime(lookedAt) <= LookAfter)
            {
                return;
            }

            Volatile.Write(ref lookedAt, time.GetTimestamp());
            try
            {
                var now = read();
                if (string.Equals(now, content, StringComparison.Ordinal))
                {
                    return;
                }

                content = now;
                var fresh = new HttpMessageInvoker(make());

                // a call may have taken it just now: it is closed with the next change
                last?.Dispose();
                last = current;
                Volatile.Write(ref current, fresh);
            }
            catch (Exception e) when (e is ClientConfigException or StoreUnavailableException)
            {
                EtcdLog.CertificatesUnusable(logger, e.Message);
            }
        }
    }
}

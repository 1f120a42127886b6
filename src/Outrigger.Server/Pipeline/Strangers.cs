using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;

namespace Outrigger.Server.Pipeline;

/// <summary>
/// Bounds what callers who are not known make the server hold. Its limits on headers must be wide, for users in many groups; HTTP/2 lets a
/// client fill them with a few bytes, many times on one connection (CVE-2026-49975). So the decoded headers of requests whose caller is not
/// known are counted, for each connection and for all; a connection that goes beyond is cut. Callers that are known cost nothing here.
/// </summary>
internal sealed class Strangers
{
    /// <summary>Characters of headers that one connection may have under way.</summary>
    public const int MostOfConnection = 1024 * 1024;

    /// <summary>… and all together. Beyond it those connections are cut that hold more than <see cref="Little"/>.</summary>
    public const long MostOfAll = 64L * 1024 * 1024;

    /// <summary>More than the headers of any ordinary request.</summary>
    public const int Little = 32 * 1024;

    private static readonly object Key = new();
    private long held;

    /// <summary>Tells who the caller is; what was sent counts until that is known, or until the end when it stays unknown.</summary>
    /// <param name="http">The request.</param>
    /// <param name="identifying">Its authentication.</param>
    public async ValueTask<UserInfo> IdentifyAsync(HttpContext http, ValueTask<UserInfo> identifying)
    {
        var stranger = identifying.IsCompletedSuccessfully ? null : Enter(http);
        var user = await identifying.ConfigureAwait(false);
        if (user.Name == UserInfo.AnonymousName)
        {
            _ = stranger ?? Enter(http);
        }
        else if (stranger is not null)
        {
            stranger.BecomesKnown();
        }
        else if (HttpProtocol.IsHttp2(http.Request.Protocol))
        {
            http.Features.Get<UnseenRequests>()?.Seen(isKnown: true);
        }

        return user;
    }

    /// <summary>A request whose caller is not known. Null when there is no connection.</summary>
    public Stranger? Enter(HttpContext http)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items is not { } items || http.Features.Get<IConnectionLifetimeFeature>() is not { } lifetime)
        {
            return null;
        }

        var connection = ConnectionOf(items, lifetime);
        var stranger = new Stranger(connection, http, SizeOf(http.Request));
        http.Response.OnCompleted(
            static state =>
            {
                ((Stranger)state).Leave();
                return Task.CompletedTask;
            },
            stranger);
        var unseen = http.Features.Get<UnseenRequests>();
        if (connection.Add(stranger.Size))
        {
            unseen?.Seen(isKnown: false);
        }
        else
        {
            unseen?.Close();
            lifetime.Abort();
        }

        return stranger;
    }

    private static int SizeOf(HttpRequest request)
    {
        var size = request.Path.Value?.Length ?? 0;
        size += request.QueryString.Value?.Length ?? 0;
        foreach (var (name, values) in request.Headers)
        {
            foreach (var value in values)
            {
                size += name.Length + (value?.Length ?? 0);
            }
        }

        return size;
    }

    private Connection ConnectionOf(IDictionary<object, object?> items, IConnectionLifetimeFeature lifetime)
    {
        lock (items)
        {
            if (items.TryGetValue(Key, out var there))
            {
                return (Connection)there!;
            }

            var connection = new Connection(this);
            items[Key] = connection;
            lifetime.ConnectionClosed.Register(static state => ((Connection)state!).Close(), connection);
            return connection;
        }
    }

    /// <summary>A request whose caller is not known.</summary>
    public sealed class Stranger(Connection connection, HttpContext http, int size)
    {
        private bool isKnown;

        /// <summary>Characters of its headers.</summary>
        public int Size => size;

        /// <summary>The caller is known: its headers count no more.</summary>
        public void BecomesKnown()
        {
            isKnown = true;
            connection.Add(-size);
        }

        /// <summary>
        /// The request is answered. A client that stayed unknown gets one request for a handshake over HTTP/2: the connection ends when
        /// those under way are done (kube-apiserver's UnauthenticatedHTTP2DOSMitigation). Until then all of them count: an answer that its
        /// client does not take keeps the headers in memory, and nothing tells when it is taken.
        /// </summary>
        public void Leave()
        {
            if (isKnown)
            {
                return;
            }

            if (HttpProtocol.IsHttp2(http.Request.Protocol))
            {
                http.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }
            else
            {
                connection.Add(-size);
            }
        }
    }

    /// <summary>What one connection holds.</summary>
    public sealed class Connection(Strangers owner)
    {
        private readonly Lock gate = new();
        private int held;
        private bool isClosed;

        /// <summary>Adds characters; false when these are too many.</summary>
        public bool Add(int size)
        {
            lock (gate)
            {
                if (isClosed)
                {
                    return true;
                }

                held += size;
                return held <= (Interlocked.Add(ref owner.held, size) > MostOfAll ? Little : MostOfConnection);
            }
        }

        /// <summary>The connection is over.</summary>
        public void Close()
        {
            lock (gate)
            {
                isClosed = true;
                Interlocked.Add(ref owner.held, -held);
            }
        }
    }
}

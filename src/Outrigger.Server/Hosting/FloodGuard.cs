using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>
/// Looks at the frames of HTTP/2 connections before Kestrel does, and cuts those that send many which cost the server work and the client
/// nothing: PING, SETTINGS and PRIORITY, empty DATA and CONTINUATION, resets. Kestrel bounds only what must make it reset streams itself.
/// Requests of strangers the guard lets through a few at a time.
/// </summary>
internal static class FloodGuard
{
    public static ConnectionDelegate Use(ConnectionDelegate next, TimeProvider clock) => connection =>
    {
        if (ConnectionProtocol.IsHttp2(connection))
        {
            var requests = new UnseenRequests();
            connection.Features.Set(requests);
            var reader = new GuardedReader(connection, connection.Transport.Input, new FrameCounter(clock, requests), requests);
            connection.Transport = new TransportPipe(reader, connection.Transport.Output);
        }

        return next(connection);
    };
}

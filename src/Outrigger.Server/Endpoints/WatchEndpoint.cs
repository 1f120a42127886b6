using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Hosting;
using Outrigger.Server.Http;
using Outrigger.Server.Lifecycle;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Endpoints;

/// <summary>The verb watch: events as they come, until the client goes, the time is over or the server stops.</summary>
internal sealed class WatchEndpoint(WatchEventWriters writers, SendTurns turns, ServerLifecycle lifecycle, TimeProvider clock)
{
    // A watch whose client takes nothing would keep its connection for ever; it lists and watches anew when it reads again.
    internal static readonly TimeSpan StalledLimit = TimeSpan.FromMinutes(1);

    public async Task ServeAsync(ResourceRequest request, IObjectWatcher watcher)
    {
        var http = request.Request.Http;
        var format = OutputNegotiator.NegotiateStream(http.Request, request.Target.OutputRules);
        var query = ListQueries.Watch(request.Request.Info);
        _ = format.Form == ObjectForm.Table ? TableForms.Include(request.Query) : default;
        var isSocket = SocketHandshake.IsAsked(http);
        if (isSocket)
        {
            SocketHandshake.Check(http);
        }

        using var time = new CancellationTokenSource(WatchTimeout.Of(request.Query), clock);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(request.Aborted, time.Token);
        using var entry = lifecycle.LongRequests.Enter(end);
        var watch = await watcher.WatchAsync(request.ReadContext(), query, request.Aborted).ConfigureAwait(false);
        await using (watch.ConfigureAwait(false))
        {
            var writer = writers.For(request, format);
            if (isSocket)
            {
                await ServeSocketAsync(request, watch, writer, format.Encoding, end.Token).ConfigureAwait(false);
                return;
            }

            var output = await OpenAsync(request, format).ConfigureAwait(false);
            try
            {
                await SendAllAsync(watch, writer, output, request.Request, end.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested || http.RequestAborted.IsCancellationRequested)
            {
                // The time is over or the server stops: the stream ends between two events, which clients take as a plain end.
            }
        }
    }

    private async Task ServeSocketAsync(
        ResourceRequest request, IObjectWatch watch, IWatchEventWriter writer, WireEncoding encoding, CancellationToken end)
    {
        var http = request.Request.Http;
        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        using var socket = await SocketHandshake.AcceptAsync(http).ConfigureAwait(false);
        if (request.Request.OnStarted is { } started)
        {
            await started().ConfigureAwait(false);
        }

        await new SocketWatch(socket, http, turns, clock).RunAsync(watch, writer, encoding, request.Request.Seat, end).ConfigureAwait(false);
    }

    private async Task SendAllAsync(IObjectWatch watch, IWatchEventWriter writer, BodyOutput output, RequestContext request, CancellationToken end)
    {
        var turn = new SendTurn();
        ValueTask flush;
        try
        {
            do
            {
                while (watch.TryRead(out var item))
                {
                    await turns.EnterAsync(turn).ConfigureAwait(false);
                    try
                    {
                        Write(item, watch, writer, output);
                        flush = FlushAsync(output, request.Http, end);
                    }
                    finally
                    {
                        turns.Leave(turn);
                    }

                    await flush.ConfigureAwait(false);
                }

                // the state is sent: waiting for changes takes no part of the server
                request.Seat?.Dispose();
            }
            while (await watch.WaitAsync(end).ConfigureAwait(false));
        }
        catch (StatusException e)
        {
            writer.WriteError(e.Status, output);
            await FlushAsync(output, request.Http, end).ConfigureAwait(false);
        }
    }

    // As much as fits a piece: what gathered while the watcher waited for its turn goes out at once.
    private static void Write(WatchItem item, IObjectWatch watch, IWatchEventWriter writer, BodyOutput output)
    {
        do
        {
            writer.Write(item, output);
        }
        while (!output.IsFull && watch.TryRead(out item));
    }

    private ValueTask FlushAsync(BodyOutput output, HttpContext http, CancellationToken end)
    {
        var flush = output.FlushAsync(end);
        return flush.IsCompletedSuccessfully ? flush : new(AwaitAsync(flush.AsTask(), http, end));
    }

    private async Task AwaitAsync(Task flush, HttpContext http, CancellationToken end)
    {
        try
        {
            await flush.WaitAsync(StalledLimit, clock, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            http.Abort();
            await flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            throw new OperationCanceledException("the client has stopped reading", end);
        }
    }

    private static async Task<BodyOutput> OpenAsync(ResourceRequest request, OutputFormat format)
    {
        var http = request.Request.Http;
        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        http.Response.StatusCode = StatusCodes.Status200OK;
        http.Response.ContentType = format.Encoding == WireEncoding.Json ? MediaTypes.Json : $"{MediaTypes.Protobuf};stream=watch";

        http.Features.Get<DirectSender>()?.IsAlwaysDirect = true; // turns have limited already how many send at a time
        var output = new PlainBodyOutput(http.Response);
        await http.Response.StartAsync(request.Aborted).ConfigureAwait(false);
        if (request.Request.OnStarted is { } started)
        {
            await started().ConfigureAwait(false);
        }

        await output.FlushAsync(request.Aborted).ConfigureAwait(false);
        return output;
    }
}

using Outrigger.MetricsServer.Cluster;
using Outrigger.MetricsServer.Failures;
using Outrigger.MetricsServer.Kubelets;
using Outrigger.MetricsServer.Parsing;
using Outrigger.MetricsServer.Points;
using Outrigger.MetricsServer.Telemetry;

namespace Outrigger.MetricsServer.Scraping;

/// <summary>Scrapes one node, one scrape at a time. Whatever its kubelet does ends here.</summary>
internal sealed class NodeScraper(NodeWindow window, ScrapeContext context) : IAsyncDisposable
{
    private readonly NodeHealth health = new(window.Name, context.Logger);
    private readonly CancellationTokenSource gone = new();
    private KubeletConnection? connection;
    private Task running = Task.CompletedTask;
    private long lastRequest;

    public string Node => window.Name;

    /// <summary>Whether no scrape has ended yet.</summary>
    public bool IsNew { get; private set; } = true;

    /// <summary>Whether a scrape is under way.</summary>
    public bool IsBusy => !running.IsCompleted;

    /// <summary>Why the last scrape gave no figures; null when it gave some.</summary>
    public ScrapeFailure? Failure => health.Failure;

    /// <summary>When the last request ended, in milliseconds since 1970; 0 for never.</summary>
    public long LastRequest => Volatile.Read(ref lastRequest);

    /// <summary>Starts a scrape; there must be none under way.</summary>
    public Task Start(NodeView node, ScrapeLane lane, CancellationToken cancellationToken) => running = RunAsync(node, lane, cancellationToken);

    /// <summary>Ends a scrape that is under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await gone.CancelAsync().ConfigureAwait(false);
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection?.Dispose();
        gone.Dispose();
    }

    private async Task RunAsync(NodeView node, ScrapeLane lane, CancellationToken cancellationToken)
    {
        // off the loop that starts all nodes, whose clock nobody may hold up
        await Task.Yield();
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(gone.Token, cancellationToken);
        try
        {
            using var place = await lane.EnterAsync(stopped.Token).ConfigureAwait(false);
            if (place is not null)
            {
                await ScrapeInTimeAsync(node, stopped.Token).ConfigureAwait(false);
            }
        }
        catch (ScrapeException e)
        {
            Fail(node, e.Failure, e.Message);
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            Fail(node, ScrapeFailure.Timeout, $"no whole answer within {context.Access.Timeout.TotalSeconds:0.###} s (--kubelet-request-timeout)");
        }
        catch (OperationCanceledException)
        {
            // the node is gone, or the server stops
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            MetricsServerLog.Unexpected(context.Logger, Node, e);
            Fail(node, ScrapeFailure.Malformed, e.Message);
        }
    }

    // the time begins with the place: what had to wait for one is not to blame
    private async Task ScrapeInTimeAsync(NodeView node, CancellationToken stopped)
    {
        using var deadline = new CancellationTokenSource(context.Access.Timeout, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopped);
        try
        {
            await ScrapeAsync(node, either.Token).ConfigureAwait(false);
        }
        finally
        {
            IsNew = false;
        }
    }

    private async Task ScrapeAsync(NodeView node, CancellationToken cancellationToken)
    {
        var kubelet = Connection(context.Access.TargetOf(node));
        var reader = new SampleReader(window.Accept);
        window.Begin(context.Time.GetUtcNow());
        var start = context.Time.GetTimestamp();
        var success = false;
        try
        {
            await kubelet.ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            success = true;
        }
        finally
        {
            Volatile.Write(ref lastRequest, context.Time.GetUtcNow().ToUnixTimeMilliseconds());
            context.Metrics.Scraped(Node, context.Time.GetElapsedTime(start), success);
        }

        health.Judge(reader.Impossible, reader.FirstImpossible);
        if (window.Commit(context.Resolution))
        {
            health.Succeeded();
        }
        else
        {
            health.Failed(ScrapeFailure.Incomplete, "", node.IsReady);
        }
    }

    private KubeletConnection Connection(KubeletTarget target)
    {
        if (connection?.Target != target)
        {
            connection?.Dispose();
            connection = context.Access.Connect(Node, target);
        }

        return connection;
    }

    private void Fail(NodeView node, ScrapeFailure failure, string why)
    {
        window.Clear();
        health.Failed(failure, why, node.IsReady);
    }
}

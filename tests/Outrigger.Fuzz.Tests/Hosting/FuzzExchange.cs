using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Hosting;

/// <summary>
/// One request and its answer in memory, without HTTP between. A watch is ended soon after it began, or when its answer has a text that is
/// waited for.
/// </summary>
internal sealed class FuzzExchange : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature, IDisposable
{
    private static readonly TimeSpan WatchTime = TimeSpan.FromMilliseconds(2);

    private readonly CancellationTokenSource aborted = new();
    private readonly MemoryStream body = new();
    private readonly byte[]? until;
    private readonly bool endless;

    public FuzzExchange(FuzzRequest request, string? until = null)
    {
        this.until = until is null ? null : Encoding.UTF8.GetBytes(until);
        endless = request.Target.Contains("watch", StringComparison.OrdinalIgnoreCase);
        Writer = PipeWriter.Create(new StartingStream(body, MarkWritten), new StreamPipeWriterOptions(leaveOpen: true));
        Stream = new StartingStream(body, MarkWritten);
        RequestAborted = aborted.Token;
        Http = Context(request);
    }

    public HttpContext Http { get; }

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get => Stream; set => throw new NotSupportedException(); }

    public bool HasStarted { get; private set; }

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Whether either side ended the exchange before it was complete.</summary>
    public bool WasAborted => aborted.IsCancellationRequested;

    /// <summary>What was written, once the pipeline is done.</summary>
    public async Task<byte[]> BodyAsync()
    {
        await Writer.FlushAsync(CancellationToken.None);
        return body.ToArray();
    }

    public void Abort() => aborted.Cancel();

    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void OnCompleted(Func<object, Task> callback, object state)
    {
    }

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException();

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        MarkStarted();
        return Task.CompletedTask;
    }

    public Task CompleteAsync() => Task.CompletedTask;

    public void Dispose() => aborted.Dispose();

    private void MarkWritten()
    {
        MarkStarted();
        if (until is not null && body.GetBuffer().AsSpan(0, (int)body.Length).IndexOf(until) >= 0)
        {
            aborted.Cancel();
        }
    }

    private void MarkStarted()
    {
        if (!HasStarted)
        {
            HasStarted = true;
            if (endless && until is null)
            {
                aborted.CancelAfter(WatchTime);
            }
        }
    }

    private DefaultHttpContext Context(FuzzRequest message)
    {
        var query = message.Target.IndexOf('?', StringComparison.Ordinal);
        var request = new HttpRequestFeature
        {
            Method = message.Method,
            Scheme = "https",
            Protocol = "HTTP/1.1",
            Path = "/",
            RawTarget = message.Target,
            QueryString = query < 0 ? "" : message.Target[query..],
            Body = new MemoryStream(message.Body, writable: false),
        };
        foreach (var (name, value) in message.Headers)
        {
            request.Headers.Append(name, value);
        }

        if (message.Body.Length > 0)
        {
            request.Headers.ContentLength = message.Body.Length;
        }

        request.Headers.Host = "fuzz.test";
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(this);
        features.Set<IHttpResponseBodyFeature>(this);
        features.Set<IHttpRequestLifetimeFeature>(this);
        return new DefaultHttpContext(features);
    }
}

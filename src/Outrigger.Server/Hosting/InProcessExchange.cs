using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.Server.Pipeline;

namespace Outrigger.Server.Hosting;

/// <summary>The answer of one in-process request: a pipe between the pipeline and the client, and the end of either side.</summary>
internal sealed class InProcessExchange : IHttpResponseFeature, IHttpResponseBodyFeature, IHttpRequestLifetimeFeature
{
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource aborted = new();
    private readonly Pipe pipe = new();
    private readonly InProcessWriter writer;
    private readonly Stack<Func<Task>> completed = new();

    public InProcessExchange()
    {
        writer = new InProcessWriter(pipe.Writer, () => MarkStarted());
        Stream = writer.AsStream();
        RequestAborted = aborted.Token;
    }

    /// <summary>Ends when status and headers are final.</summary>
    public Task Started => started.Task;

    /// <summary>The body, for the client. Completing it tells the pipeline that the client is gone.</summary>
    public PipeReader Reader => pipe.Reader;

    public int StatusCode { get; set; } = StatusCodes.Status200OK;

    public string? ReasonPhrase { get; set; }

    public IHeaderDictionary Headers { get; set; } = new HeaderDictionary();

    Stream IHttpResponseFeature.Body { get => Stream; set => throw new NotSupportedException(); }

    public bool HasStarted { get; private set; }

    public Stream Stream { get; }

    public PipeWriter Writer => writer;

    public CancellationToken RequestAborted { get; set; }

    /// <summary>Runs the pipeline until the answer is complete; the client's cancellation and its going away abort it.</summary>
    public void Run(RequestPipeline pipeline, HttpContext http, CancellationToken cancellationToken) =>
        _ = Task.Run(() => RunAsync(pipeline, http, cancellationToken), CancellationToken.None);

    /// <summary>The client has let go of the answer.</summary>
    public void LeaveClient() => aborted.Cancel();

    public void Abort()
    {
        aborted.Cancel();
        started.TrySetException(new IOException("the server ended the request"));
    }

    // Nothing in the pipeline changes an answer at its start.
    public void OnStarting(Func<object, Task> callback, object state) => throw new NotSupportedException();

    public void OnCompleted(Func<object, Task> callback, object state) => completed.Push(() => callback(state));

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

    public Task CompleteAsync() => pipe.Writer.CompleteAsync().AsTask();

    private async Task RunAsync(RequestPipeline pipeline, HttpContext http, CancellationToken cancellationToken)
    {
        var registration = cancellationToken.Register(aborted.Cancel);
        await using (registration.ConfigureAwait(false))
        {
            try
            {
                await pipeline.InvokeAsync(http).ConfigureAwait(false);
                MarkStarted();
                await pipe.Writer.CompleteAsync(aborted.IsCancellationRequested ? new IOException("the request was aborted") : null).ConfigureAwait(false);
            }
            catch (Exception e)
            {
                started.TrySetException(e);
                await pipe.Writer.CompleteAsync(e).ConfigureAwait(false);
            }

            while (completed.TryPop(out var callback))
            {
                await callback().ConfigureAwait(false);
            }
        }
    }

    private void MarkStarted()
    {
        HasStarted = true;
        started.TrySetResult();
    }
}

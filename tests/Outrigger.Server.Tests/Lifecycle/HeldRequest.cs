using Microsoft.AspNetCore.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.Lifecycle;

/// <summary>Answers /held when the test lets it.</summary>
internal sealed class HeldRequest : IPathHandler
{
    private readonly TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public IReadOnlyList<string> Paths => ["/held"];

    /// <summary>Ends when a request is under way.</summary>
    public Task Arrived => arrived.Task;

    public void Release() => released.TrySetResult();

    public bool Handles(RequestInfo info) => info.Path == "/held";

    public async Task ServeAsync(RequestContext request)
    {
        arrived.TrySetResult();
        await released.Task.WaitAsync(request.Aborted);
        await request.Http.Response.WriteAsync("done", request.Aborted);
    }
}

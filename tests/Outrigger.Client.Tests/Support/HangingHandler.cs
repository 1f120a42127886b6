namespace Outrigger.Client.Tests.Support;

/// <summary>Answers nothing.</summary>
public sealed class HangingHandler(Action asked) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        asked();
        return new TaskCompletionSource<HttpResponseMessage>().Task.WaitAsync(cancellationToken);
    }
}

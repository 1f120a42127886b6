using System.Net;
using System.Text.Json.Nodes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Tests.Support;
using Outrigger.Client.Transport;

namespace Outrigger.Client.Tests.Transport;

public sealed class CredentialHandlerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Send_SeveralRefusedAtOnce_AllGoOnWithTheRenewedToken()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, "old", Token);
        var refusals = new Refusals();
        using var client = new KubernetesClient(
            new CredentialHandler(new TokenFile(path, TimeProvider.System), null, refusals), new Uri("http://server"), TimeProvider.System);

        var first = GetAsync("/first");
        var second = GetAsync("/second");
        await refusals.BothSent.Task.WaitAsync(Token);
        await File.WriteAllTextAsync(path, "new", Token);
        refusals.First.SetResult();
        await first;
        refusals.Second.SetResult();
        await second;

        File.Delete(path);

        Task<JsonObject> GetAsync(string at) => client.SendAsync(HttpMethod.Get, at, null, Token);
    }

    // Refuses the old token, each of two requests when the test says so.
    private sealed class Refusals : HttpMessageHandler
    {
        private int sent;

        public TaskCompletionSource BothSent { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource First { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource Second { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.Authorization!.Parameter is "new")
            {
                return ScriptedHandler.Json("{}");
            }

            if (Interlocked.Increment(ref sent) == 2)
            {
                BothSent.SetResult();
            }

            await (request.RequestUri!.AbsolutePath is "/first" ? First : Second).Task.WaitAsync(cancellationToken);
            return ScriptedHandler.Json("{}", HttpStatusCode.Unauthorized);
        }
    }
}

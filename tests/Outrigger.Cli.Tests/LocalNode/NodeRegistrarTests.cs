using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Cli.LocalNode;
using Outrigger.Client.Rest;
using Outrigger.TestKit;

namespace Outrigger.Cli.Tests.LocalNode;

public sealed class NodeRegistrarTests : IDisposable
{
    private const string Pods = "/api/v1/namespaces/kube-system/pods";
    private readonly FakeTimeProvider clock = new();
    private readonly Server server = new();
    private readonly FakeProc proc = new FakeProc().Process(Environment.ProcessId, "/bin/outrigger").Write("stat", "cpu  1 2 3 4\nbtime 1700000000\n");

    [Fact]
    public async Task Run_WhenARequestGotNoAnswer_GoesOn() => await RunAsync(async () =>
    {
        server.Failure = path => path.Contains("/leases/", StringComparison.Ordinal) ? new TimeoutException("no answer for 60 s") : null;
        await UntilAsync(TimeSpan.FromSeconds(2), () => server.Count("PATCH /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/vm") >= 2, "the next try");
    });

    [Fact]
    public async Task Run_OfAPodThatWasDeleted_MakesItAgain() => await RunAsync(async () =>
    {
        var pod = $"{Pods}/outrigger-{Environment.ProcessId}-vm";
        await UntilAsync(TimeSpan.FromSeconds(2), () => server.Count($"PATCH {pod}/status") == 1, "the pod");
        server.Listed = """{"items":[{"metadata":{"name":"p","uid":"old","annotations":{"kubernetes.io/config.mirror":""},"deletionTimestamp":"2030-01-01T00:00:00Z"}}]}""";
        await UntilAsync(TimeSpan.FromSeconds(2), () => server.Count($"PATCH {pod}/status") >= 2, "the pod again");
        server.Count($"DELETE {Pods}/p").ShouldBeGreaterThan(0);
    });

    [Fact]
    public async Task Run_OfANodeThatWasDeleted_RegistersItAgain() => await RunAsync(async () =>
    {
        var registered = server.Count("PATCH /api/v1/nodes/vm");
        server.Failure = path => path.EndsWith("/nodes/vm/status", StringComparison.Ordinal) ? new KeyNotFoundException() : null;
        await UntilAsync(TimeSpan.FromSeconds(30), () => server.Count("PATCH /api/v1/nodes/vm") > registered, "the node again");
    });

    public void Dispose()
    {
        server.Dispose();
        proc.Dispose();
    }

    private async Task RunAsync(Func<Task> test)
    {
        var machine = new Machine(proc.Files);
        using var client = new KubernetesClient(server, new Uri("https://localhost"), clock);
        var registrar = new NodeRegistrar("vm", machine, new ProcessTable(proc.Files, machine.Started, () => 1), client, clock, NullLogger.Instance);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await registrar.RegisterAsync(new IPEndPoint(IPAddress.Loopback, 1), "v1", stop.Token);
        var running = registrar.RunAsync(IPAddress.Loopback, stop.Token);
        await test();
        await stop.CancelAsync();
        await running;
    }

    private Task UntilAsync(TimeSpan step, Func<bool> done, string what) => Eventually.TrueAsync(
        () =>
        {
            clock.Advance(step);
            return done();
        },
        what);

    // Takes everything, and lists what it is told.
    private sealed class Server : HttpMessageHandler
    {
        private readonly ConcurrentQueue<string> requests = new();

        public Func<string, Exception?> Failure { get; set; } = _ => null;

        public string Listed { get; set; } = "{}";

        public int Count(string request) => requests.Count(r => r == request);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var path = request.RequestUri!.AbsolutePath;
            requests.Enqueue($"{request.Method} {path}");
            return Failure(path) switch
            {
                null => Task.FromResult(Answer(HttpStatusCode.OK, path == Pods ? Listed : """{"metadata":{"uid":"new"}}""")),
                KeyNotFoundException => Task.FromResult(Answer(HttpStatusCode.NotFound, """{"kind":"Status","code":404,"reason":"NotFound"}""")),
                { } e => throw e,
            };
        }

        private static HttpResponseMessage Answer(HttpStatusCode code, string json) =>
            new(code) { Content = new StringContent(JsonNode.Parse(json)!.ToJsonString(), Encoding.UTF8, "application/json") };
    }
}

using System.Collections.Concurrent;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Module;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-14: CA bundle, serving certificate and client certificate are exchanged while requests go on.</summary>
public sealed class RotationTests : IDisposable
{
    private readonly CredentialFolder folder = new();
    private readonly TestPki old = new();
    private readonly TestPki other = new("other-ca");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Everything_ExchangedUnderLoad_FailsNoRequestAndOldAuthorityIsRefused()
    {
        folder.Write(old.Client("first"));
        var callers = new ConcurrentDictionary<string, int>();
        await using var harness = await AggregatorHarness.StartAsync(credentials: folder);
        await using var backend = ScriptedBackend.Answering(old.Serve("api.shop.svc"), (connection, request) =>
        {
            callers.AddOrUpdate(request.ClientName!, 1, (_, n) => n + 1);
            return AvailabilityTests.Discovery(connection, request);
        });
        await harness.CreateServiceAsync();
        await harness.CreateSliceAsync(backend.Endpoint.Port);
        await harness.CreateApiServiceAsync();
        await TrustAsync(harness, old.Pem);
        await harness.ConditionAsync("True", "Passed");
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 4).Select(_ => Task.Run(() => LoadAsync(harness, stop.Token))).ToList();

        await NewConnectionsAsync(backend, () => TrustAsync(harness, old.Pem + "\n" + other.Pem));
        backend.Certificate = other.Serve("api.shop.svc");
        await NewConnectionsAsync(backend, () => TrustAsync(harness, other.Pem));
        folder.Write(other.Client("second"));
        await Eventually.TrueAsync(
            () =>
            {
                harness.Clock.Advance(TimeSpan.FromSeconds(5));
                return callers.ContainsKey("CN=second");
            },
            "the new client certificate is shown");
        callers.Clear();
        await Eventually.TrueAsync(() => callers.GetValueOrDefault("CN=second") > 20, "requests go on");
        await stop.CancelAsync();
        (await Task.WhenAll(load)).Sum().ShouldBe(0, "requests that failed");
        callers.Clear();
        (await harness.RequestAsync()).ShouldBe(200);
        callers.Keys.ShouldBe(["CN=second"], "no connection with the old certificate is used again");

        backend.Certificate = old.Serve("api.shop.svc");
        await TrustAsync(harness, other.Pem + "\n");
        await Eventually.TrueAsync(async () => await harness.RequestAsync() == 503, "a certificate of the old authority is refused");
    }

    [Fact]
    public async Task Credential_HalfWritten_LeavesTheOneBeforeInUse()
    {
        folder.Write(old.Client("first"));
        string? caller = null;
        await using var harness = await AggregatorHarness.StartAsync(credentials: folder);
        await using var backend = harness.Answering((connection, request) =>
        {
            caller = request.ClientName;
            return AvailabilityTests.Discovery(connection, request);
        });
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");
        await File.WriteAllTextAsync(folder.Paths.Certificate, old.Client("second").ExportCertificatePem(), TestContext.Current.CancellationToken);
        harness.Clock.Advance(TimeSpan.FromSeconds(5));

        (await harness.RequestAsync()).ShouldBe(200);
        caller.ShouldBe("CN=first");
        folder.Write(old.Client("third"));
        await Eventually.TrueAsync(
            async () =>
            {
                harness.Clock.Advance(TimeSpan.FromSeconds(5));
                (await harness.RequestAsync()).ShouldBe(200);
                return caller == "CN=third";
            },
            "the pair that matches again is used");
    }

    private static Task TrustAsync(AggregatorHarness harness, string pem) =>
        harness.UpdateApiServiceAsync(a => a["spec"]!["caBundle"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem)));

    // another bundle is another target: connections with the one before are not used again
    private static async Task NewConnectionsAsync(ScriptedBackend backend, Func<Task> change)
    {
        var before = backend.Connections;
        await change();
        await Eventually.TrueAsync(() => backend.Connections > before, "new connections");
    }

    private static async Task<int> LoadAsync(AggregatorHarness harness, CancellationToken stop)
    {
        var failed = 0;
        while (!stop.IsCancellationRequested)
        {
            failed += await harness.RequestAsync() == 200 ? 0 : 1;
        }

        return failed;
    }
}

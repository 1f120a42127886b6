using System.Collections.Concurrent;
using System.Net.Security;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Tests.Module;
using Outrigger.Aggregator.Upstream;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Hardening;

/// <summary>T-14: CA bundle, serving certificate and client certificate are exchanged while requests go on.</summary>
public sealed class RotationTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CredentialFolder folder = new();
    private readonly TestPki old = new();
    private readonly TestPki other = new("other-ca");
    private readonly int[] answered = new int[4];

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Everything_ExchangedUnderLoad_FailsNoRequestAndOldAuthorityIsRefused(bool http2)
    {
        folder.Write(old.Client("first"));
        var callers = new ConcurrentDictionary<string, int>();
        await using var harness = await AggregatorHarness.StartAsync(credentials: folder, time: TimeProvider.System);
        await using var backend = new ScriptedBackend(old.Serve("api.shop.svc"), Http2Answers.Script((connection, request) =>
        {
            callers.AddOrUpdate(request.ClientName!, 1, (_, n) => n + 1);
            return AvailabilityTests.Discovery(connection, request);
        }))
        {
            Protocols = http2 ? [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11] : null,
        };
        await harness.CreateServiceAsync();
        await harness.CreateSliceAsync(backend.Endpoint.Port);
        await harness.CreateApiServiceAsync();
        await TrustAsync(harness, old.Pem);
        await harness.ConditionAsync("True", "Passed");
        var failed = await LoadAsync(harness, async () =>
        {
            await NewConnectionsAsync(backend, () => TrustAsync(harness, old.Pem + "\n" + other.Pem));
            backend.Certificate = other.Serve("api.shop.svc");
            await NewConnectionsAsync(backend, () => TrustAsync(harness, other.Pem));
            folder.Write(other.Client("second"));
            await Eventually.TrueAsync(() => callers.GetValueOrDefault("CN=second") > 20, "the new client certificate is shown", Patience);
        });

        failed.ShouldBe(0, "requests that failed");
        callers.Clear();
        (await harness.RequestAsync()).ShouldBe(200);
        callers.Keys.ShouldBe(["CN=second"], "no connection with the old certificate is used again");

        backend.Certificate = old.Serve("api.shop.svc");
        await TrustAsync(harness, other.Pem + "\n");
        await Eventually.TrueAsync(async () => await harness.RequestAsync() == 503, "a certificate of the old authority is refused", Patience);
    }

    [Fact]
    public async Task Credential_HalfWritten_LeavesTheOneBeforeInUse()
    {
        var clock = new FakeTimeProvider();
        var told = new ConcurrentQueue<string>();
        folder.Write(old.Client("first"));
        var files = new CredentialFiles(folder.Paths.Certificate, folder.Paths.Key);
        files.Read()!.Context.TargetCertificate.Subject.ShouldBe("CN=first");
        files.Read().ShouldBeNull("nothing changed");
        await File.WriteAllTextAsync(folder.Paths.Certificate, old.Client("second").ExportCertificatePem(), TestContext.Current.CancellationToken);
        Should.Throw<Exception>(files.Read);
        using var stop = new CancellationTokenSource();
        var follow = files.FollowAsync(one => told.Enqueue(one.Context.TargetCertificate.Subject), clock, NullLogger.Instance, stop.Token);
        clock.Advance(TimeSpan.FromSeconds(5));

        folder.Write(old.Client("third"));
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(5));
                return !told.IsEmpty;
            },
            "the pair that matches again is used");

        told.ShouldBe(["CN=third"]);
        await stop.CancelAsync();
        await follow.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static Task TrustAsync(AggregatorHarness harness, string pem) =>
        harness.UpdateApiServiceAsync(a => a["spec"]!["caBundle"] = Convert.ToBase64String(System.Text.Encoding.ASCII.GetBytes(pem)));

    // another bundle is another target: connections with the one before are not used again
    private async Task NewConnectionsAsync(ScriptedBackend backend, Func<Task> change)
    {
        var before = backend.Connections;
        await change();
        await Eventually.TrueAsync(() => backend.Connections > before, "new connections", Patience);

        // a request that began before the change may still be opening a connection by the bundle before
        var begun = answered.ToArray();
        await Eventually.TrueAsync(() => begun.Zip(answered).All(n => n.Second >= n.First + 2), "the requests of before are answered", Patience);
    }

    /// <summary>How many requests failed while something was done.</summary>
    private async Task<int> LoadAsync(AggregatorHarness harness, Func<Task> act)
    {
        using var stop = new CancellationTokenSource();
        var failed = 0;
        var load = Task.WhenAll(Enumerable.Range(0, answered.Length).Select(i => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Interlocked.Add(ref failed, await harness.RequestAsync() == 200 ? 0 : 1);
                Interlocked.Increment(ref answered[i]);
            }
        })));
        try
        {
            await act();
        }
        finally
        {
            await stop.CancelAsync();
            await load;
        }

        return failed;
    }
}

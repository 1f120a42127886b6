using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Audit;
using Outrigger.Server.Audit.Events;
using Outrigger.Server.Audit.Outputs;
using Outrigger.Server.Audit.Policies;
using Outrigger.Server.Metrics;

namespace Outrigger.Server.Tests.Audit;

public sealed class AuditOutputTests : IDisposable
{
    private readonly AuditFolder folder = new();
    private readonly FakeTimeProvider clock = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task File_Full_IsPutAsideAndOldOnesGo()
    {
        var options = folder.Options with { Log = new() { Path = folder.Log, MaxSize = 1, MaxBackup = 2 } };
        await using (var log = AuditFolder.Open(options, clock))
        {
            for (var i = 0; i < 9; i++)
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                await log.TellAsync(Record(600_000), AuditStages.ResponseComplete);
            }
        }

        var files = Directory.GetFiles(Path.GetDirectoryName(folder.Log)!).Select(Path.GetFileName).Order(StringComparer.Ordinal).ToList();
        files.ShouldBe(["audit-2026-01-01T00-00-08.000.log", "audit-2026-01-01T00-00-09.000.log", "audit.log"]);
        folder.Events().Count.ShouldBe(1);
    }

    [Fact]
    public async Task File_OldBackups_GoByAge()
    {
        var options = folder.Options with { Log = new() { Path = folder.Log, MaxSize = 1, MaxAge = 1 } };
        await using var log = AuditFolder.Open(options, clock);
        for (var i = 0; i < 4; i++)
        {
            clock.Advance(TimeSpan.FromHours(13));
            await log.TellAsync(Record(600_000), AuditStages.ResponseComplete);
        }

        Directory.GetFiles(Path.GetDirectoryName(folder.Log)!).Length.ShouldBe(3, "the newest, and two of the last day");
    }

    [Fact]
    public async Task File_Rights_AreTheOwnersAlone()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        await using var log = AuditFolder.Open(folder.Options);
        File.GetUnixFileMode(folder.Log).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(Path.GetDirectoryName(folder.Log)!).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    [Fact]
    public async Task Batch_Flush_WritesAllThatWaits()
    {
        var options = folder.Options with { Log = new() { Path = folder.Log, Mode = AuditMode.Batch } };
        await using (var log = AuditFolder.Open(options))
        {
            for (var i = 0; i < 1000; i++)
            {
                (await log.TellAsync(Record(), AuditStages.ResponseComplete)).ShouldBeTrue();
            }
        }

        folder.Events().Count.ShouldBe(1000);
    }

    [Fact]
    public async Task Truncate_LargeEvent_LosesItsObjectsAndSaysSo()
    {
        var options = folder.Options with { Log = new() { Path = folder.Log, Truncate = new() { Enabled = true, MaxEventSize = 1000 } } };
        await using (var log = AuditFolder.Open(options))
        {
            await log.TellAsync(Record(2000), AuditStages.ResponseComplete);
            var annotated = Record(2000);
            annotated.Annotate("authorization.k8s.io/decision", "allow");
            await log.TellAsync(annotated, AuditStages.ResponseComplete);
            await log.TellAsync(Record(uri: new string('x', 2000)), AuditStages.ResponseComplete);
        }

        var events = folder.Events();
        events.Count.ShouldBe(2, "the third is too large without objects, too");
        events.Select(e => (e["requestObject"], JsonNodes.GetString(e, "annotations", "audit.k8s.io/truncated"))).ShouldBe([(null, "true"), (null, "true")]);
        JsonNodes.GetString(events[1], "annotations", "authorization.k8s.io/decision").ShouldBe("allow");
    }

    [Fact]
    public async Task BlockingStrict_FileThatFails_RefusesTheRequest()
    {
        File.Exists("/dev/full").ShouldBeTrue();
        using var exporter = new PrometheusExporter();
        var options = folder.Options with { Log = new() { Path = "/dev/full", Mode = AuditMode.BlockingStrict } };
        await using var server = await TestServer.StartAsync(p => p with { Audit = AuditFolder.Open(options), Exporter = exporter });

        var (code, status) = await server.GetAsync("/api/v1/namespaces/default/configmaps");

        (code, JsonNodes.GetString(status, "message")).ShouldBe((500, "Internal error occurred: failed to store audit event"));
        exporter.Write().ShouldContain("apiserver_audit_requests_rejected_total 1");
    }

    [Fact]
    public async Task Blocking_FileThatFails_CountsAndGoesOn()
    {
        using var exporter = new PrometheusExporter();
        var options = folder.Options with { Log = new() { Path = "/dev/full" } };
        await using var server = await TestServer.StartAsync(p => p with { Audit = AuditFolder.Open(options), Exporter = exporter });

        (await server.GetAsync("/api/v1/namespaces/default/configmaps")).Code.ShouldBe(200);

        var page = exporter.Write();
        page.ShouldContain("apiserver_audit_error_total{plugin=\"log\"}");
        page.ShouldContain("apiserver_audit_event_total");
        page.ShouldContain("apiserver_audit_level_total{level=\"RequestResponse\"} 1");
    }

    [Fact]
    public async Task Webhook_Events_ArriveAsOneList()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using (var log = AuditFolder.Open(Webhook(receiver)))
        {
            for (var i = 0; i < 3; i++)
            {
                await log.TellAsync(Record(10), AuditStages.ResponseComplete);
            }
        }

        var list = receiver.Bodies.ShouldHaveSingleItem();
        (JsonNodes.GetString(list, "kind"), JsonNodes.GetString(list, "apiVersion")).ShouldBe(("EventList", "audit.k8s.io/v1"));
        var items = (JsonArray)list["items"]!;
        items.Count.ShouldBe(3);
        items.ShouldAllBe(i => i!["kind"] == null && i["auditID"] != null);
    }

    [Fact]
    public async Task Webhook_BatchThatIsNotFull_IsSentAfterItsTime()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var log = AuditFolder.Open(Webhook(receiver), clock);
        await log.TellAsync(Record(), AuditStages.ResponseComplete);
        await Eventually.TrueAsync(() => clock.ActiveTimers == 1, "the batch waits");
        clock.Advance(TimeSpan.FromSeconds(29));
        receiver.Bodies.ShouldBeEmpty();

        clock.Advance(TimeSpan.FromSeconds(1));

        await Eventually.TrueAsync(() => receiver.Bodies.Count == 1, "the batch");
    }

    [Fact]
    public async Task Throttle_Batches_AreHeldBack()
    {
        var throttle = new BatchThrottle(perSecond: 2, burst: 3, clock);
        for (var i = 0; i < 3; i++)
        {
            throttle.WaitAsync().IsCompleted.ShouldBeTrue();
        }

        var fourth = throttle.WaitAsync();
        fourth.IsCompleted.ShouldBeFalse();
        clock.Advance(TimeSpan.FromSeconds(0.5));
        await fourth;
    }

    [Fact]
    public async Task Webhook_LargeBatch_IsSentInParts()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var options = Webhook(receiver);
        options = options with { Webhook = options.Webhook with { Truncate = new() { Enabled = true, MaxEventSize = 10_000, MaxBatchSize = 15_000 } } };
        await using (var log = AuditFolder.Open(options))
        {
            for (var i = 0; i < 3; i++)
            {
                await log.TellAsync(Record(8000), AuditStages.ResponseComplete);
            }
        }

        receiver.Bodies.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Webhook_Failure_IsTriedAgainAfterGrowingPauses()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Failures = 2;
        var options = Webhook(receiver) with { };
        options = options with { Webhook = options.Webhook with { Mode = AuditMode.BlockingStrict } };
        await using var log = AuditFolder.Open(options, clock);

        var telling = log.TellAsync(Record(), AuditStages.RequestReceived).AsTask();
        await Eventually.TrueAsync(() => receiver.Bodies.Count == 1 && clock.ActiveTimers > 0, "the first try failed");
        clock.Advance(TimeSpan.FromSeconds(9));
        receiver.Bodies.Count.ShouldBe(1);
        clock.Advance(TimeSpan.FromSeconds(3));
        await Eventually.TrueAsync(() => receiver.Bodies.Count == 2 && clock.ActiveTimers > 0, "the second try failed");
        clock.Advance(TimeSpan.FromSeconds(18));

        (await telling).ShouldBeTrue();
        receiver.Bodies.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Webhook_AnswerWithoutEnd_IsNotReadToItsEnd()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.IsEndless = true;
        var options = Webhook(receiver);
        await using var log = AuditFolder.Open(options with { Webhook = options.Webhook with { Mode = AuditMode.BlockingStrict } }, clock);

        (await log.TellAsync(Record(), AuditStages.RequestReceived).AsTask().WaitAsync(TimeSpan.FromSeconds(10), TestServer.Token)).ShouldBeTrue();
    }

    [Fact]
    public async Task Webhook_FailsForGood_StrictRequestIsRefused()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        receiver.Failures = int.MaxValue;
        var options = Webhook(receiver);
        options = options with { Webhook = options.Webhook with { Mode = AuditMode.BlockingStrict, InitialBackoff = TimeSpan.Zero } };
        await using var log = AuditFolder.Open(options);

        (await log.TellAsync(Record(), AuditStages.RequestReceived)).ShouldBeFalse();
        receiver.Bodies.Count.ShouldBe(5);
    }

    [Fact]
    public async Task Queue_Full_LosesWhatDoesNotFitAndCountsIt()
    {
        using var exporter = new PrometheusExporter();
        await using var receiver = await WebhookReceiver.StartAsync();
        var options = Webhook(receiver);
        options = options with { Webhook = options.Webhook with { Batch = new() { BufferSize = 5, MaxBatchSize = 1, ThrottleEnable = true, ThrottleQps = 0.001, ThrottleBurst = 1 } } };
        await using var log = AuditFolder.Open(options, clock);
        for (var i = 0; i < 20; i++)
        {
            (await log.TellAsync(Record(), AuditStages.ResponseComplete)).ShouldBeTrue();
        }

        exporter.Write().ShouldContain("apiserver_audit_error_total{plugin=\"buffered\"}");
        clock.Advance(TimeSpan.FromDays(1));
    }

    [Fact]
    public void Open_PolicyThatDoesNotParse_SaysWhatAndWhere()
    {
        File.WriteAllText(folder.Policy, "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Everything}]");
        Should.Throw<AuditException>(() => AuditFolder.Open(folder.Options)).Message.ShouldStartWith($"--audit-policy-file: {folder.Policy}: rules[0].level");
    }

    [Theory]
    [InlineData(false, "--audit-policy-file is given without")]
    [InlineData(true, "record nothing without --audit-policy-file")]
    public void Open_HalfOfIt_IsRefused(bool logOnly, string problem)
    {
        var options = logOnly ? new AuditOptions { Log = new() { Path = folder.Log } } : new AuditOptions { PolicyFile = folder.Policy };
        Should.Throw<AuditException>(() => AuditFolder.Open(options)).Message.ShouldContain(problem);
    }

    [Fact]
    public void Open_Nothing_IsNull() => AuditLog.Open(new AuditOptions(), TimeProvider.System, new TestLog()).ShouldBeNull();

    private static AuditRecord Record(int objectSize = 0, string uri = "/x")
    {
        var record = new AuditRecord(new AuditDecision(AuditLevel.RequestResponse), new AuditSubject(null, "get", true, "/x") { Resource = "pods" })
        {
            Id = "1", Uri = uri, Received = DateTimeOffset.UnixEpoch,
        };
        if (objectSize > 0)
        {
            record.Request(new JsonObject { ["data"] = new string('x', objectSize) });
        }

        return record;
    }

    private AuditOptions Webhook(WebhookReceiver receiver)
    {
        var kubeconfig = folder["webhook.kubeconfig"];
        File.WriteAllText(kubeconfig, string.Create(CultureInfo.InvariantCulture, $$$"""
            apiVersion: v1
            kind: Config
            clusters: [{name: c, cluster: {server: "http://127.0.0.1:{{{receiver.Port}}}/events"}}]
            contexts: [{name: c, context: {cluster: c, user: ""}}]
            current-context: c
            """));
        return new AuditOptions { PolicyFile = folder.Policy, Webhook = new() { ConfigFile = kubeconfig } };
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Cli.LocalNode;
using Outrigger.Server.Authorization;

namespace Outrigger.Cli.Tests.LocalNode;

public sealed class LocalNodeTests : IDisposable
{
    private const int Port = 0x1F90;
    private static readonly DateTimeOffset Boot = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private readonly FakeProc proc = new FakeProc()
        .Write("stat", "cpu  100 20 30 4000 500 6 7 8 9 10\ncpu0 1 1 1 1\nbtime 1700000000\n")
        .Write("meminfo", "MemTotal:       1000 kB\nMemFree:         100 kB\nMemAvailable:    400 kB\n")
        .Write("sys/kernel/osrelease", "6.1.0\n")
        .Write("sys/kernel/random/boot_id", "boot\n")
        .Write("net/tcp", Table(
            "0100007F:A000 0100007F:1F90 01 0:0 0:0 0 0 0 111 1 0",
            "0100007F:1F90 0100007F:A000 01 0:0 0:0 0 0 0 911 1 0",
            "0100007F:A001 0100007F:1F90 06 0:0 0:0 0 0 0 222 1 0",
            "0100007F:1F90 0100007F:A480 01 0:0 0:0 0 0 0 933 1 0",
            "0500000A:A002 0600000A:1F90 01 0:0 0:0 0 0 0 444 1 0"))
        .Write("net/tcp6", Table("0000000000000000FFFF00000100007F:A480 0000000000000000FFFF00000100007F:1F90 01 0:0 0:0 0 0 0 333 1 0"));

    [Fact]
    public void Read_OfTheMachine_CountsWhatSomebodyUsed()
    {
        var machine = new Machine(proc.Files);

        var reading = machine.Read();

        reading.Cpu.ShouldBe((100 + 20 + 30 + 6 + 7 + 8) * 10_000_000L);
        (reading.WorkingSet, reading.Available).ShouldBe((600L << 10, 400L << 10));
        (machine.Memory, machine.KernelVersion, machine.BootId, machine.Started).ShouldBe((1000L << 10, "6.1.0", "boot", Boot));
    }

    [Fact]
    public void Find_OfProcesses_IsThisOneAndProgramsOfTheLibraryThatAreConnected()
    {
        var ours = Program("ours/WidgetApiServer", "Outrigger.Server.dll");
        var other = Program("other/curl", "curl.so");
        proc.Process(Environment.ProcessId, Program("own/outrigger", "Outrigger.Server.dll"))
            .Process(1001, ours, "111")
            .Process(1002, ours, "333")
            .Process(1003, ours, "222")
            .Process(1004, other, "111")
            .Process(1005, ours)
            .Process(1006, ours, "444");

        var found = new ProcessTable(proc.Files, Boot, () => Port).Find();

        found.Select(p => p.Id).ShouldBe(new[] { Environment.ProcessId, 1001, 1002 }.Order());
        var widget = found.Single(p => p.Id == 1001);
        widget.ShouldBe(new LocalProcess(1001, "widgetapiserver", Boot.AddSeconds(100)));
        widget.PodName("vm").ShouldBe("widgetapiserver-1001-vm");
    }

    [Fact]
    public void Find_OfNativeExecutables_KnowsThisProgram()
    {
        var own = Program("native/outrigger", "libe_sqlite3.so");
        proc.Process(Environment.ProcessId, own)
            .Process(1001, own, "111")
            .Process(1002, Program("native-too/program", "libe_sqlite3.so"), "333");

        var found = new ProcessTable(proc.Files, Boot, () => Port).Find();

        found.Select(p => p.Id).ShouldBe(new[] { Environment.ProcessId, 1001 }.Order());
        found.Select(p => p.PodName("vm")).ShouldContain("outrigger-1001-vm");
    }

    [Fact]
    public void Find_OfAProgramThatWasReplaced_KeepsItsName()
    {
        var own = Program("native/outrigger", "libe_sqlite3.so");
        proc.Process(Environment.ProcessId, $"{own} (deleted)").Process(1001, own, "111");

        var found = new ProcessTable(proc.Files, Boot, () => Port).Find();

        found.Select(p => p.Program).ShouldBe(["outrigger", "outrigger"]);
    }

    [Fact]
    public void Read_OfAProcess_IsNullWhenItsNumberIsAnothers()
    {
        proc.Process(1001, "/bin/x");
        var table = new ProcessTable(proc.Files, Boot, () => Port);

        table.Read(new LocalProcess(1001, "x", Boot.AddSeconds(100))).ShouldBe(new ProcessReading(5_000_000_000, 10 * Environment.SystemPageSize));
        table.Read(new LocalProcess(1001, "x", Boot.AddSeconds(7))).ShouldBeNull();
        table.Read(new LocalProcess(1002, "x", Boot)).ShouldBeNull();
    }

    [Fact]
    public void Resource_OfTheNode_IsAKubeletsText()
    {
        proc.Process(1001, "/bin/x");
        var process = new LocalProcess(1001, "x", Boot.AddSeconds(100));
        var machine = new Machine(proc.Files);
        var figures = new NodeFigures("vm", machine, new ProcessTable(proc.Files, Boot, () => Port), () => [new NodePod(process, "x-1001-vm", "uid")], new SetTime(Boot.AddSeconds(200)));

        var text = figures.Resource();

        text.ShouldContain("\nnode_cpu_usage_seconds_total 1.71 1700000200000\n");
        text.ShouldContain("\nnode_memory_working_set_bytes 614400 1700000200000\n");
        text.ShouldContain("\ncontainer_cpu_usage_seconds_total{container=\"x\",namespace=\"kube-system\",pod=\"x-1001-vm\"} 5 1700000200000\n");
        text.ShouldContain($"\ncontainer_memory_working_set_bytes{{container=\"x\",namespace=\"kube-system\",pod=\"x-1001-vm\"}} {10 * Environment.SystemPageSize} 1700000200000\n");
        text.ShouldContain("\ncontainer_start_time_seconds{container=\"x\",namespace=\"kube-system\",pod=\"x-1001-vm\"} 1700000100 1700000200000\n");
        ((long?)figures.Summary()["pods"]![0]!["cpu"]!["usageCoreNanoSeconds"]).ShouldBe(5_000_000_000);
    }

    [Theory]
    [InlineData("/metrics/resource", "metrics")]
    [InlineData("/metrics", "metrics")]
    [InlineData("/metricsx", "proxy")]
    [InlineData("/stats/summary", "stats")]
    [InlineData("/healthz", "proxy")]
    public async Task Authorize_OfAKubeletsPath_AsksForTheNodesSubresource(string path, string subresource)
    {
        var asked = new Asked();

        await new KubeletAuthorizer("vm", asked).AuthorizeAsync(new AuthorizationRequest(new UserInfo("ann", []), "get", false, path), CancellationToken.None);

        asked.Request.ShouldBe(new AuthorizationRequest(new UserInfo("ann", []), "get", true, path) { Version = "v1", Resource = "nodes", Subresource = subresource, Name = "vm" } with { User = asked.Request!.User });
    }

    [Theory]
    [InlineData("VM", "vm")]
    [InlineData("my_laptop.local", "my-laptop.local")]
    [InlineData("...", "localhost")]
    public void NameOf_AHost_IsANodesName(string host, string name) => LocalNodeServer.NameOf(host).ShouldBe(name);

    [Fact]
    public void Conditions_WhenTheServerStops_AreUnknown()
    {
        Ready(NodeObjects.Conditions(Boot, Boot, ready: true)).ShouldBe("True");
        Ready(NodeObjects.Conditions(Boot, Boot, ready: false)).ShouldBe("Unknown");
    }

    public void Dispose() => proc.Dispose();

    private static string Table(params string[] sockets) => "  sl  local rem st\n" + string.Concat(sockets.Select((s, i) => $"   {i}: {s}\n"));

    private static string? Ready(JsonArray conditions) => (string?)conditions.Single(c => (string?)c!["type"] == "Ready")!["status"];

    private string Program(string path, string beside)
    {
        proc.Write($"programs/{path}", "").Write($"programs/{Path.GetDirectoryName(path)}/{beside}", "");
        return proc.PathOf($"programs/{path}");
    }

    private sealed class Asked : IAuthorizer
    {
        public AuthorizationRequest? Request { get; private set; }

        public string Name => "Asked";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken)
        {
            Request = request;
            return new(new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));
        }
    }
}

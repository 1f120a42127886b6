using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Files;
using Outrigger.Cli.Stores;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;
using Outrigger.TestKit.Etcd;

namespace Outrigger.Cli.Tests.Stores;

public sealed class ExportTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();
    private EtcdCluster etcd = null!;

    private string Data => Path.Combine(folder.Path, "data");

    private string Back => Path.Combine(folder.Path, "back");

    private string Copy => Path.Combine(folder.Path, "all.json");

    private string Second => Path.Combine(folder.Path, "again.json");

    private string Urls => string.Join(',', etcd.Urls);

    public async ValueTask InitializeAsync() => etcd = await EtcdCluster.StartAsync();

    public ValueTask DisposeAsync()
    {
        etcd.Dispose();
        folder.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Objects_OfASqliteServer_GoToEtcdAndBack_AndOldWatchesBeginAnew()
    {
        string seen;
        await using (var server = await RunningServer.StartAsync(Data))
        {
            seen = await server.CreateAsync("kept");
            var (code, output, error) = await RunAsync("export", Copy, "--data-dir", Data);
            (code, error).ShouldBe((0, ""));
            output.ShouldContain($"\nExported  {Copy}\nObjects   ");
            File.GetUnixFileMode(Copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            await server.CreateAsync("later");
        }

        var imported = await RunAsync("import", Copy, "--etcd-servers", Urls);
        (imported.Code, imported.Error).ShouldBe((0, ""));
        imported.Output.ShouldStartWith($"Imported  /outrigger in etcd at {Urls}\nObjects   ");
        (await RunAsync("import", Copy, "--etcd-servers", Urls)).Error.ShouldContain("objects: with --force they are removed");
        (await RunAsync("export", Second, "--etcd-servers", Urls)).Code.ShouldBe(0);
        Objects(Second).ShouldBe(Objects(Copy));
        File.Delete(Second);

        await using (var server = await RunningServer.StartAsync(Data, etcd.Urls))
        {
            (await GetAsync(server.Config, $"/api/v1/namespaces/default/configmaps?watch=1&resourceVersion={seen}")).ShouldContain("\"code\":410");
            (await GetAsync(server.Config, "/api/v1/namespaces/default/configmaps/kept")).ShouldStartWith("200");
            (await GetAsync(server.Config, "/api/v1/namespaces/default/configmaps/later")).ShouldStartWith("404");
            long.Parse(await server.CreateAsync("new")).ShouldBeGreaterThan(long.Parse(seen) + 1_000_000_000);
            (await RunAsync("import", Copy, "--etcd-servers", Urls, "--force")).Error.ShouldContain("a server uses /outrigger in etcd");
            (await RunAsync("export", Second, "--data-dir", Data, "--kubeconfig", Path.Combine(Data, "kubeconfig"))).Code.ShouldBe(0);
        }

        (await RunAsync("import", Second, "--data-dir", Back)).Code.ShouldBe(0);
        await using var back = await RunningServer.StartAsync(Back);
        foreach (var name in new[] { "kept", "new" })
        {
            (await GetAsync(back.Config, $"/api/v1/namespaces/default/configmaps/{name}")).ShouldStartWith("200");
        }

        long.Parse(await back.CreateAsync("newest")).ShouldBeGreaterThan(2_000_000_000);
    }

    [Fact]
    public async Task Export_OfARunningServer_ByWhoeverMayReadEverything_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(Data);
        var reader = new Impersonation("reader", "", ["system:authenticated"], new Dictionary<string, IReadOnlyList<string>>());
        foreach (var config in new[] { server.Config with { Impersonate = reader }, server.Config with { ClientCertificate = null } })
        {
            var refusal = await Should.ThrowAsync<StatusException>(() => new StoreClient(config).ExportAsync(Copy, _ => { }, None));
            refusal.Status.Code.ShouldBe(403);
        }

        (await GetAsync(server.Config, BackupProtocol.ExportPath)).ShouldStartWith("404");
        File.Exists(Copy).ShouldBeFalse();
    }

    [Fact]
    public async Task Import_OverAStore_KeepsItUntilForced_AndLeavesItWhenTheFileIsTorn()
    {
        await using (var server = await RunningServer.StartAsync(Data))
        {
            await server.CreateAsync("mine");
            (await RunAsync("export", Copy, "--data-dir", Data)).Code.ShouldBe(0);
            (await RunAsync("import", Copy, "--data-dir", Data, "--force")).Error.ShouldContain("is in use by another outrigger");
        }

        (await RunAsync("import", Copy, "--data-dir", Data)).Error.ShouldContain("store.db is there already: with --force it is moved aside");
        var whole = await File.ReadAllBytesAsync(Copy);
        await File.WriteAllBytesAsync(Second, whole[..(whole.Length / 2)]);
        foreach (var target in new[] { new[] { "--data-dir", Data }, ["--etcd-servers", Urls] })
        {
            var torn = await RunAsync(["import", Second, .. target, "--force"]);
            torn.Error.ShouldBe($"error: {Second} is no whole export of outrigger: its last line is not whole: it was cut; export again\n");
        }

        Directory.GetFiles(Data, "store.db*").Select(Path.GetFileName).ShouldBe(["store.db", "store.db.lock"], ignoreOrder: true);
        (await etcd.ControlAsync("get", "/outrigger", "--prefix", "--keys-only")).Trim().ShouldBeEmpty();
        (await RunAsync("import", Copy, "--data-dir", Data, "--force")).Code.ShouldBe(0);
        Directory.GetFiles(Data, "store.db.before-*").ShouldHaveSingleItem();
        string given;
        await using (var again = await RunningServer.StartAsync(Data))
        {
            (await GetAsync(again.Config, "/api/v1/namespaces/default/configmaps/mine")).ShouldStartWith("200");
            given = await again.CreateAsync("after");
        }

        var second = await RunAsync("import", Copy, "--data-dir", Data, "--force");
        (second.Code, second.Error).ShouldBe((0, ""));
        await using var third = await RunningServer.StartAsync(Data);
        long.Parse(await third.CreateAsync("after")).ShouldBeGreaterThan(long.Parse(given) + 1_000_000_000 - 1, "no revision is given out twice");
    }

    [Fact]
    public async Task Import_ThatBrokeOff_IsKnown_AndDoneAgainWithoutForce()
    {
        await using (var server = await RunningServer.StartAsync(Data))
        {
            await server.CreateAsync("mine");
            (await RunAsync("export", Copy, "--data-dir", Data)).Code.ShouldBe(0);
        }

        await etcd.ControlAsync("put", "/outrigger/.store/marker", """{"format":2,"id":"x","base":5,"importing":"another"}""");
        await etcd.ControlAsync("put", "/outrigger/core/configmaps/default/half", "x");

        (await Should.ThrowAsync<StartupException>(() => RunningServer.StartAsync(Data, etcd.Urls))).Message.ShouldContain("run outrigger import again");
        (await RunAsync("import", Copy, "--etcd-servers", Urls)).Code.ShouldBe(0);
        (await RunAsync("export", Second, "--etcd-servers", Urls)).Code.ShouldBe(0);
        Objects(Second).ShouldBe(Objects(Copy));
    }

    [Theory]
    [InlineData("holds no store", "export", "COPY", "--data-dir", "DATA")]
    [InlineData("etcd holds no store: correct --etcd-prefix", "export", "COPY", "--etcd-servers", "ETCD", "--etcd-prefix", "/none")]
    [InlineData("go with --etcd-servers", "export", "COPY", "--etcd-prefix", "/none")]
    [InlineData("no such file", "import", "COPY", "--data-dir", "DATA")]
    [InlineData("no such file", "import", "COPY", "--etcd-servers", "ETCD")]
    public async Task Run_WithoutWhatItNeeds_IsOneLineWithTheFix(string why, params string[] args)
    {
        var (code, output, error) = await RunAsync([.. args.Select(a => a switch { "COPY" => Copy, "DATA" => Data, "ETCD" => Urls, _ => a })]);

        (code, output).ShouldBe((1, ""));
        error.ShouldContain(why);
        error.Trim().Split('\n').ShouldHaveSingleItem();
    }

    // what must be the same: revisions differ
    private static IReadOnlyList<string> Objects(string path) =>
    [
        .. File.ReadLines(path).Skip(1).SkipLast(1).Select(l =>
        {
            var line = JsonNode.Parse(l)!.AsObject();
            line.Remove("revision");
            line.Remove("expires");
            return line.ToJsonString();
        }),
    ];

    private static async Task<string> GetAsync(ClientConfig config, string path)
    {
        using var http = new HttpClient(TransportFactory.Create(config));
        using var response = await http.GetAsync(new Uri(config.Server, path));
        return $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}";
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.CreateShell(TimeProvider.System).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

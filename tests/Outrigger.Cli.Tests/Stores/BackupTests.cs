using System.Net;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Cli.Files;
using Outrigger.Cli.Stores;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Transport;

namespace Outrigger.Cli.Tests.Stores;

public sealed class BackupTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder folder = new();

    private string Data => Path.Combine(folder.Path, "data");

    private string Copy => Path.Combine(folder.Path, "copy.db");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Backup_OfARunningServer_AndRestore_TakesBackWhatCameAfter()
    {
        string seen;
        await using (var server = await RunningServer.StartAsync(Data))
        {
            await server.CreateAsync("kept");
            var (code, output, error) = await RunAsync("backup", Copy, "--data-dir", Data);
            (code, error).ShouldBe((0, ""));
            output.ShouldStartWith($"Of        the server {server.Config.Server}\nBackup    {Copy}\nObjects   ");
            seen = await server.CreateAsync("lost");
            File.Exists(Path.Combine(Data, "backup.partial")).ShouldBeFalse();
            (await RunAsync("restore", Copy, "--data-dir", Data, "--force")).Error.ShouldContain("is in use by another outrigger");
        }

        (await RunAsync("restore", Copy, "--data-dir", Data)).Error.ShouldContain("store.db is there already: with --force it is moved aside");
        (await RunAsync("restore", Copy, "--data-dir", Data, "--force")).Code.ShouldBe(0);
        Directory.GetFiles(Data, "store.db.before-*").ShouldNotBeEmpty();

        await using var again = await RunningServer.StartAsync(Data);
        var list = await again.Client.ListAsync(RunningServer.ConfigMaps, null, None);
        list["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!).ShouldContain("kept");
        list["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!).ShouldNotContain("lost");
        long.Parse((string)list["metadata"]!["resourceVersion"]!).ShouldBeGreaterThan(1_000_000_000);
        (await GetAsync(again.Config, $"/api/v1/namespaces/default/configmaps?watch=1&resourceVersion={seen}")).ShouldContain("\"code\":410");
        await again.CreateAsync("lost");
    }

    [Fact]
    public async Task Backup_OfAStoppedServer_ReadsItsStore_AndKeepsAFileThatIsThere()
    {
        await using (var server = await RunningServer.StartAsync(Data))
        {
            await server.CreateAsync("kept");
        }

        (await RunAsync("backup", Copy, "--data-dir", Data)).Output.ShouldStartWith($"Of        the embedded store {Path.Combine(Data, "store.db")}\n");
        (await RunAsync("backup", Copy, "--data-dir", Data)).Error.ShouldBe($"error: {Copy} is there already: name another file, or replace it with --force\n");
        (await RunAsync("backup", Copy, "--data-dir", Data, "--force")).Code.ShouldBe(0);
        File.GetUnixFileMode(Copy).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.GetFiles(folder.Path).ShouldBe([Copy]);
    }

    [Fact]
    public async Task Backup_ByWhoeverMayReadEverything_IsRefused()
    {
        await using var server = await RunningServer.StartAsync(Data);
        var reader = new Impersonation("reader", "", ["system:authenticated"], new Dictionary<string, IReadOnlyList<string>>());
        foreach (var config in new[] { server.Config with { Impersonate = reader }, server.Config with { ClientCertificate = null } })
        {
            var refusal = await Should.ThrowAsync<StatusException>(() => new StoreClient(config).BackupAsync(Copy, (_, _) => { }, None));
            refusal.Status.Code.ShouldBe(403);
        }

        File.Exists(Copy).ShouldBeFalse();
        (await GetAsync(server.Config, BackupProtocol.Path)).ShouldContain("404");
        (await GetAsync(server.Config, "/readyz?verbose")).ShouldContain("[+]storage ok");
    }

    [Theory]
    [InlineData("holds no store", "backup", "COPY")]
    [InlineData("no such file", "restore", "COPY")]
    public async Task Run_WithoutWhatItNeeds_IsOneLineWithTheFix(string why, params string[] args)
    {
        var (code, output, error) = await RunAsync([.. args.Select(a => a == "COPY" ? Copy : a), "--data-dir", Data]);

        (code, output).ShouldBe((1, ""));
        error.ShouldContain(why);
        error.Trim().Split('\n').ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("backup")]
    [InlineData("export")]
    public async Task Run_IntoAFolderThatIsMissing_SaysHowToMakeIt(string command)
    {
        await using (await RunningServer.StartAsync(Data))
        {
        }

        var missing = Path.Combine(folder.Path, "not there");
        var (code, output, error) = await RunAsync(command, Path.Combine(missing, "copy"), "--data-dir", Data);

        (code, output, error).ShouldBe((1, "", $"error: {missing}: no such folder; make it with: mkdir -p '{missing}'\n"));
    }

    [Fact]
    public async Task Run_WhereTheFileCannotBeWritten_IsOneLine()
    {
        var (code, _, error) = await RunAsync("restore", Copy, "--data-dir", "/proc/outrigger");

        code.ShouldBe(1);
        error.Trim().Split('\n').ShouldHaveSingleItem().ShouldStartWith("error: ");
    }

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

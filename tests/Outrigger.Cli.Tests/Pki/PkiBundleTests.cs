using System.Net;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;

namespace Outrigger.Cli.Tests.Pki;

public sealed class PkiBundleTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly SetTime time = new(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Import_OfAnExport_GivesAServerTheSameFingerprint()
    {
        var first = Ensure("a");

        PkiBundle.Import(PkiBundle.Export(PathOf("a")), "file", PathOf("b"));
        var second = Ensure("b");

        PkiFingerprint.Differences(Fingerprint(first), Fingerprint(second)).ShouldBeEmpty();
        second.Serving.KeyPem.ShouldNotBe(first.Serving.KeyPem);
        File.GetUnixFileMode(Path.Combine(PathOf("b"), "ca.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void Import_OverOtherKeys_IsRefusedAndChangesNothing()
    {
        Ensure("a");
        Ensure("b");
        var before = PkiBundle.Export(PathOf("b"));

        Should.Throw<StartupException>(() => PkiBundle.Import(PkiBundle.Export(PathOf("a")), "file", PathOf("b")))
            .Message.ShouldContain("has another ca.crt, ca.key");

        PkiBundle.Export(PathOf("b")).ShouldBe(before);
    }

    [Fact]
    public void Import_Twice_ChangesNothing()
    {
        Ensure("a");
        var bundle = PkiBundle.Export(PathOf("a"));
        PkiBundle.Import(bundle, "file", PathOf("b"));

        PkiBundle.Import(bundle.ReplaceLineEndings("\r\n"), "file", PathOf("b"));

        PkiBundle.Export(PathOf("b")).ShouldBe(bundle);
    }

    [Fact]
    public void Import_OfSomethingElse_SaysWhatIsMissing() =>
        Should.Throw<StartupException>(() => PkiBundle.Import("hello", "/tmp/x", PathOf("b"))).Message.ShouldContain("/tmp/x is no bundle");

    [Fact]
    public void Export_BeforeTheFirstStart_SaysWhatToDo() =>
        Should.Throw<StartupException>(() => PkiBundle.Export(PathOf("c"))).Message.ShouldContain("outrigger up");

    [Fact]
    public void Differences_OfTwoClusters_NameEveryField()
    {
        var fields = PkiFingerprint.Differences(Fingerprint(Ensure("a")), Fingerprint(Ensure("b"), "https://other"));

        fields.ShouldBe(["clientAuthority", "frontProxyAuthority", "serviceAccountKey", "serviceAccountIssuer"]);
    }

    [Fact]
    public void Ensure_WithASharedFolder_KeepsItsOwnLeaves()
    {
        Directory.CreateDirectory(PathOf("shared"));
        var first = Ensure("a", "shared");
        var second = Ensure("b", "shared");

        PkiFingerprint.Differences(Fingerprint(first), Fingerprint(second)).ShouldBeEmpty();
        Directory.GetFiles(PathOf("shared")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(PkiBundle.Files.Order(StringComparer.Ordinal));
        File.Exists(Path.Combine(PathOf("a"), "apiserver.key")).ShouldBeTrue();
    }

    private static System.Text.Json.Nodes.JsonObject Fingerprint(ServerPki pki, string issuer = "https://issuer") =>
        PkiFingerprint.Of(pki, pki.ServiceAccountKey, issuer);

    private string PathOf(string name) => folder[name];

    [Fact]
    public async Task ExportCommand_OverAFileThatIsThere_NeedsForce()
    {
        Directory.CreateDirectory(PathOf("data/pki"));
        ServerPki.Ensure(new PkiFolder(PathOf("data/pki"), time), IPAddress.Loopback, "machine");
        await File.WriteAllTextAsync(PathOf("bundle"), "precious", TestContext.Current.CancellationToken);

        (await RunAsync("pki", "export", PathOf("bundle"), "--data-dir", PathOf("data"))).ShouldBe(
            (1, $"error: {PathOf("bundle")} is there already: name another file, or replace it with --force\n"));
        (await File.ReadAllTextAsync(PathOf("bundle"), TestContext.Current.CancellationToken)).ShouldBe("precious");
        (await RunAsync("pki", "export", PathOf("bundle"), "--data-dir", PathOf("data"), "--force")).ShouldBe((0, ""));
        (await File.ReadAllTextAsync(PathOf("bundle"), TestContext.Current.CancellationToken)).ShouldContain("# file ca.key");
    }

    [Fact]
    public async Task ExportCommand_OfAFolderThatIsNotThere_MakesNone()
    {
        (await RunAsync("pki", "export", PathOf("bundle"), "--data-dir", PathOf("mistyped"))).Code.ShouldBe(1);
        Directory.Exists(PathOf("mistyped")).ShouldBeFalse();
    }

    private ServerPki Ensure(string name, string? shared = null)
    {
        Directory.CreateDirectory(PathOf(name));
        return ServerPki.Ensure(new PkiFolder(PathOf(name), time, shared is null ? null : PathOf(shared)), IPAddress.Loopback, "machine");
    }

    private static async Task<(int Code, string Error)> RunAsync(params string[] args)
    {
        var error = new StringWriter();
        return (await Program.CreateShell(TimeProvider.System).RunAsync(args, TextWriter.Null, error), error.ToString());
    }
}

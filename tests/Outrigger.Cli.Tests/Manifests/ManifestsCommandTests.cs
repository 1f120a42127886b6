using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Pki;
using Outrigger.Cli.Tests.Doctor;

namespace Outrigger.Cli.Tests.Manifests;

public sealed class ManifestsCommandTests : IDisposable
{
    private const string Server = "--group=shop.example.com --version=v9 --name=shop --namespace=shop-system";
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task OnlyApiService_PrintsNothingElse()
    {
        var (code, output, _) = await RunAsync($"{Server} --version=v1 --auto-tls --only-apiservice");
        code.ShouldBe(0);
        output.Split("\n---\n").Length.ShouldBe(2);
        Kinds(output).ShouldBe(["APIService", "APIService"]);
    }

    [Fact]
    public async Task OnlyApiService_WithAutoTlsRegister_IsRefused()
    {
        var (code, _, error) = await RunAsync($"{Server} --auto-tls --auto-tls-register --only-apiservice");
        (code, error).ShouldBe((1, "error: --only-apiservice prints what --auto-tls-register leaves to the server: leave one of them out\n"));
    }

    [Fact]
    public async Task Doctor_WhereTheApiServiceIsMissing_AdvisesWhatMakesItAndNothingElse()
    {
        await using var server = await PatientServer.StartAsync();
        var seen = await server.CheckAsync(CheckNames.ApiService, apiService: "v9.shop.example.com");
        seen.ShouldBe(CheckResult.Fail(
            "there is no APIService v9.shop.example.com: nobody answers for shop.example.com/v9",
            "outrigger manifests --only-apiservice --group=shop.example.com --version=v9 --name=SERVICE --namespace=NAMESPACE --ca-file=ca.crt | kubectl apply -f -"));

        await File.WriteAllTextAsync(folder["ca.crt"], CertificateAuthority.Create("x", TimeProvider.System).CertificatePem);
        var command = seen.Fix.Split(" | ")[0]["outrigger manifests ".Length..]
            .Replace("SERVICE", "shop", StringComparison.Ordinal).Replace("NAMESPACE", "shop-system", StringComparison.Ordinal).Replace("ca.crt", folder["ca.crt"], StringComparison.Ordinal);
        var (code, output, error) = await RunAsync(command);
        code.ShouldBe(0, error);
        Kinds(output).ShouldBe(["APIService"]);
        await server.ApplyAsync(output);
        (await server.CheckAsync(CheckNames.ApiService, apiService: "v9.shop.example.com")).State.ShouldBe(CheckState.Ok);
    }

    [Fact]
    public async Task Etcd_NeedsNoVolume()
    {
        var (_, output, _) = await RunAsync($"{Server} --auto-tls --etcd-servers=http://etcd:2379");
        output.ShouldNotContain("emptyDir");
        output.ShouldNotContain("--data-dir");
        (await RunAsync($"{Server} --auto-tls")).Output.ShouldContain("--data-dir=/var/lib/apiserver");
    }

    [Fact]
    public async Task LeaderElection_GivesTheRightToItsLeaseAlone()
    {
        var (code, output, _) = await RunAsync($"{Server} --auto-tls --leader-election");
        code.ShouldBe(0);
        var role = output.Split("\n---\n").Single(o => o.Contains("kind: Role\n", StringComparison.Ordinal) && o.Contains("leases", StringComparison.Ordinal));
        role.ShouldContain("name: shop-leader-election\n");
        role.ShouldContain("resourceNames");
        (await RunAsync($"{Server} --auto-tls")).Output.ShouldNotContain("leases");
    }

    [Fact]
    public async Task Help_NamesBothSecretsOfCaFile()
    {
        var (_, output, _) = await RunAsync("--help");
        output.ShouldContain("NAME-tls");
        output.ShouldContain("NAME-ca");
    }

    private static IEnumerable<string> Kinds(string yaml) =>
        yaml.Split('\n').Where(l => l.StartsWith("kind: ", StringComparison.Ordinal)).Select(l => l["kind: ".Length..]);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string flags)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.CreateShell(TimeProvider.System).RunAsync(["manifests", .. flags.Split(' ')], output, error);
        return (code, output.ToString(), error.ToString());
    }
}

using System.Text.Json.Nodes;
using Outrigger.Cli.Demo;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Doctor;

/// <summary>The command <c>outrigger doctor</c> as a person and as a program use it.</summary>
public sealed class DoctorCommandTests(SharedCluster cluster)
{
    [Fact]
    public async Task Doctor_Healthy_IsATableAndExitCode0()
    {
        var (code, output, _) = await RunAsync("doctor", "--kubeconfig", cluster.Folder.Data.Kubeconfig);
        output.ShouldContain(DemoNames.ApiService);
        output.ShouldContain("  ok   certificate name    it carries custom-api-server.custom-system.svc\n");
        output.ShouldContain("  ok   call                you may list widgets.custom.example.com\n");
        output.ShouldContain(" 0 failed, ");
        code.ShouldBe(0);
    }

    [Fact]
    public async Task Doctor_MissingApiService_IsExitCode1AndJson()
    {
        var (code, output, _) = await RunAsync("doctor", "v1.nothing.example.com", "-o", "json", "--kubeconfig", cluster.Folder.Data.Kubeconfig);
        code.ShouldBe(1);
        var report = JsonNode.Parse(output)!;
        ((bool)report["healthy"]!).ShouldBeFalse();
        var first = report["sections"]![1]!["checks"]![0]!;
        ((string?)first["check"]).ShouldBe("APIService");
        ((string?)first["state"]).ShouldBe("fail");
        ((string?)first["fix"]).ShouldBe(
            "outrigger manifests --only-apiservice --group=nothing.example.com --version=v1 --name=SERVICE --namespace=NAMESPACE --ca-file=ca.crt | kubectl apply -f -");
    }

    [Fact]
    public async Task Doctor_WithoutRights_SaysWhatItMayNotSee()
    {
        var path = Path.Combine(cluster.Folder.Data.Root, "nobody.kubeconfig");
        (await RunAsync("user", "add", "nobody", "--data-dir", cluster.Folder.Data.Root, "--kubeconfig", path, "--force")).Code.ShouldBe(0);
        var (code, output, _) = await RunAsync("doctor", DemoNames.ApiService, "--kubeconfig", path);
        code.ShouldBe(0);
        output.ShouldContain("not tried: you may not look: ");
    }

    [Fact]
    public async Task Doctor_MainServerGone_SaysSo()
    {
        var path = Path.Combine(cluster.Folder.Data.Root, "gone.kubeconfig");
        await File.WriteAllTextAsync(path, """
            {"current-context": "x", "clusters": [{"name": "x", "cluster": {"server": "https://127.0.0.1:1"}}],
             "contexts": [{"name": "x", "context": {"cluster": "x", "user": ""}}]}
            """);
        var (code, output, _) = await RunAsync("doctor", "--kubeconfig", path, "--timeout", "2");
        code.ShouldBe(1);
        output.ShouldContain("FAIL main server         https://127.0.0.1:1/ is not reached: Connection refused");
        output.ShouldContain("kubectl config view --minify");
    }

    [Theory]
    [InlineData("error: --service-account is x: give NAMESPACE/NAME", "--service-account=x")]
    [InlineData("error: --timeout is soon: give seconds, as 5 or 0.5", "--timeout=soon")]
    [InlineData("error: --output is xml: leave it out, or give json", "--output=xml")]
    public async Task Doctor_WrongFlag_IsOneLine(string message, string flag)
    {
        var (code, _, error) = await RunAsync("doctor", flag);
        code.ShouldBe(1);
        error.ShouldBe($"{message}\n");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Cli.Program.CreateShell(TimeProvider.System).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

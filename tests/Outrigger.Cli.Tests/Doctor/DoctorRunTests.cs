using Microsoft.AspNetCore.Http;
using Outrigger.Cli.Doctor;
using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.TestKit.Tls;

namespace Outrigger.Cli.Tests.Doctor;

/// <summary>Main servers that hardly say anything.</summary>
public sealed class DoctorRunTests
{
    private const string NotFound = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"there is no such thing","reason":"NotFound","code":404}""";
    private const string Forbidden = """{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"not for you","reason":"Forbidden","code":403}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Run_VersionIsForbidden_LooksOn()
    {
        await using var server = await TlsServer.StartAsync(http =>
        {
            var isVersion = http.Request.Path == "/version";
            http.Response.StatusCode = isVersion ? 403 : 404;
            return http.Response.WriteAsync(isVersion ? Forbidden : NotFound, CancellationToken.None);
        });

        var report = await RunAsync(server, TimeSpan.FromSeconds(30));

        report.Sections[0].Rows[0].Result.ShouldBe(CheckResult.Ok(
            $"{server.Url.AbsoluteUri.TrimEnd('/')} answers (its version is not shown to you), you are system:anonymous"));
        report.Sections[1].Rows.Single(r => r.Check == CheckNames.ApiService).Result.State.ShouldBe(CheckState.Fail);
        report.IsHealthy.ShouldBeFalse();
    }

    [Fact]
    public async Task Run_AnswerThatDoesNotEnd_IsGivenUp()
    {
        await using var server = await TlsServer.StartAsync(async http =>
        {
            await http.Response.WriteAsync("{", http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, http.RequestAborted);
        });

        var report = await RunAsync(server, TimeSpan.FromSeconds(1)).WaitAsync(TimeSpan.FromSeconds(60), Token);

        report.Sections[0].Rows[0].Result.State.ShouldBe(CheckState.Fail);
        report.Sections[0].Rows[0].Result.Message.ShouldContain("is not reached: ");
    }

    private static async Task<DoctorReport> RunAsync(TlsServer server, TimeSpan timeout)
    {
        using var folder = new TemporaryFolder();
        var kubeconfig = Path.Combine(folder.Path, "kubeconfig");
        await File.WriteAllTextAsync(
            kubeconfig,
            $$"""
            {"current-context": "x", "contexts": [{"name": "x", "context": {"cluster": "x", "user": ""} }],
             "clusters": [{"name": "x", "cluster": {"server": "{{server.Url}}", "insecure-skip-tls-verify": true} }]}
            """,
            Token);
        return await new DoctorRun(TimeProvider.System).RunAsync(
            new DoctorRequest { Kubeconfig = kubeconfig, ApiServices = ["v1.shop.example.com"], Timeout = timeout }, Token);
    }
}

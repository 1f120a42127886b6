using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Admission;

/// <summary>T-24 webhook-redirect (CVE-2020-8561): no redirect is followed, and nobody is shown what is behind it, nor what stands beside it.</summary>
public sealed class WebhookRedirectTests
{
    private const string Secret = "text of an inner machine";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(HookServer.Validating, 301, "http://169.254.169.254/latest/meta-data")]
    [InlineData(HookServer.Validating, 307, "https://127.0.0.1:{0}/elsewhere")]
    [InlineData(HookServer.Mutating, 302, "http://127.0.0.1:{0}/elsewhere")]
    [InlineData(HookServer.Mutating, 308, "https://127.0.0.1:{0}/elsewhere")]
    public async Task Create_RedirectedWebhook_IsNotFollowedAndItsBodyIsNowhere(string kind, int status, string location)
    {
        var log = new EveryLog();
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync(logs: log);
        hook.Instead = async http =>
        {
            http.Response.StatusCode = status;
            http.Response.Headers.Location = string.Format(System.Globalization.CultureInfo.InvariantCulture, location, hook.Port);
            http.Response.ContentType = "text/plain";
            await http.Response.WriteAsync(Secret, Token);
            return true;
        };
        await hook.RegisterAsync(cluster, kind);

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("configmaps", """{"metadata":{"name":"one"}}""", "default"));

        refused.Status.Code.ShouldBe(500);
        refused.Status.Message.ShouldContain($"redirect ({status}), which is not followed");
        refused.Status.ToString().ShouldNotContain(Secret);
        hook.Asked.Count.ShouldBe(1);
        log.Text.ShouldNotContain(Secret);
    }

    [Fact]
    public async Task Create_RedirectedWebhookThatIsIgnored_LogsItWithoutItsBody()
    {
        var log = new EveryLog();
        await using var hook = await HookServer.StartAsync();
        await using var cluster = await TestCluster.StartAsync(logs: log);
        hook.Instead = async http =>
        {
            http.Response.Redirect($"https://127.0.0.1:{hook.Port}/elsewhere");
            await http.Response.WriteAsync(Secret, Token);
            return true;
        };
        await hook.RegisterAsync(cluster, HookServer.Validating, more: ""","failurePolicy":"Ignore" """);

        await cluster.CreateAsync("configmaps", """{"metadata":{"name":"one"}}""", "default");

        hook.Asked.Count.ShouldBe(1);
        log.Text.ShouldContain("redirect (302), which is not followed");
        log.Text.ShouldNotContain(Secret);
    }
}

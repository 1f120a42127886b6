using System.Text.Json.Nodes;
using Outrigger.Cli.Doctor.Checks;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Tests.Doctor;

/// <summary>Faults that need no processes: each is made, the doctor names it and how to mend it, and mending mends it.</summary>
public sealed class RareFaultTests
{
    private const string Flags =
        "kube-apiserver --requestheader-client-ca-file=FILE --requestheader-allowed-names=front-proxy-client --proxy-client-cert-file=FILE --proxy-client-key-file=FILE";

    [Fact]
    public async Task Healthy_TheseChecksAreGood()
    {
        await using var server = await PatientServer.StartAsync();

        (await server.CheckAsync(CheckNames.FrontProxyConfig)).State.ShouldBe(CheckState.Ok);
        (await server.CheckAsync(CheckNames.Priorities)).ShouldBe(CheckResult.Ok("1000/15, of no other group"));
        (await server.CheckAsync(CheckNames.Discovery)).ShouldBe(CheckResult.Ok("orders"));
        (await server.SeesAsync(CheckNames.OpenApi, CheckState.Ok)).Message.ShouldBe("v3 and v2 describe it");
        (await server.CheckAsync(CheckNames.Dns)).ShouldBe(CheckResult.NotTried("not run in a pod"));
    }

    [Fact]
    public async Task Healthy_ServerThatDemandsCertificates_DoesNotFail()
    {
        await using var server = await PatientServer.StartAsync(demandsCertificate: true);

        (await server.CheckAsync(CheckNames.FrontProxy)).State.ShouldBe(CheckState.Ok);
        (await server.CheckAsync(CheckNames.IdentityHeaders)).ShouldBe(CheckResult.Ok("nobody is answered without a certificate"));
        (await server.CheckAsync(CheckNames.Storage)).ShouldBe(CheckResult.NotTried("the server speaks with nobody who has no certificate"));
    }

    [Fact]
    public async Task Endpoints_UnderAnotherPortName_AreNamedWithWhatMendsThem()
    {
        await using var server = await PatientServer.StartAsync();
        var slice = KubernetesPaths.Slices("shop-system").Named("shop-1");
        await server.Client.PatchAsync(slice, PatchType.Json, JsonNode.Parse("""[{"op":"add","path":"/ports/0/name","value":"https"}]""")!, CancellationToken.None);

        var seen = await server.CheckAsync(CheckNames.Endpoints);

        seen.ShouldBe(CheckResult.Fail(
            "no EndpointSlice of shop-system/shop has an address with the port name \"\", but shop-1 has one with \"https\"",
            """kubectl patch endpointslice shop-1 -n shop-system --type=json -p '[{"op":"add","path":"/ports/0/name","value":""}]'"""));
        await server.Client.PatchAsync(slice, PatchType.Json, JsonNode.Parse(seen.Fix.Split('\'')[1])!, CancellationToken.None);
        (await server.CheckAsync(CheckNames.Endpoints)).State.ShouldBe(CheckState.Ok);
    }

    [Theory]
    [InlineData(2000, 15, "v1beta1.shop.example.com gives the group the priority 2000, this one 1000: the higher one counts")]
    [InlineData(1000, 15, "v1beta1.shop.example.com has the same versionPriority 15: which version clients prefer follows from the versions' names")]
    public async Task Priorities_ThatContradict_AreNamedAndMended(int group, int version, string message)
    {
        await using var server = await PatientServer.StartAsync();
        await server.ApplyAsync($$"""
            apiVersion: apiregistration.k8s.io/v1
            kind: APIService
            metadata: {name: v1beta1.shop.example.com}
            spec:
              group: shop.example.com
              version: v1beta1
              groupPriorityMinimum: {{group}}
              versionPriority: {{version}}
              insecureSkipTLSVerify: true
              service: {namespace: shop-system, name: shop}
            """);

        var seen = await server.CheckAsync(CheckNames.Priorities);
        (seen.State, seen.Message).ShouldBe((CheckState.Warn, message));
        await server.PatchAsync(seen.Fix);
        var after = await server.CheckAsync(CheckNames.Priorities);
        if (after.State == CheckState.Warn)
        {
            // the group's priority was wrong, and the version's too
            await server.PatchAsync(after.Fix);
            after = await server.CheckAsync(CheckNames.Priorities);
        }

        after.State.ShouldBe(CheckState.Ok);
    }

    [Fact]
    public async Task Dns_ThatDoesNotKnowTheService_IsNamed()
    {
        await using var server = await PatientServer.StartAsync();

        var seen = await server.CheckAsync(CheckNames.Dns, inCluster: true);

        seen.State.ShouldBe(CheckState.Fail);
        seen.Message.ShouldStartWith("shop.shop-system.svc does not resolve: ");
        seen.Fix.ShouldBe("kubectl get pods -n kube-system -l k8s-app=kube-dns");
    }

    [Fact]
    public async Task Discovery_WithoutKinds_IsNamed()
    {
        await using var server = await PatientServer.StartAsync(
            ("/apis/shop.example.com/v1", """{"kind":"APIResourceList","apiVersion":"v1","groupVersion":"shop.example.com/v1","resources":[]}"""));

        var seen = await server.CheckAsync(CheckNames.Discovery);

        seen.ShouldBe(CheckResult.Fail(
            "/apis/shop.example.com/v1 lists no kinds: does the server serve shop.example.com/v1?", "kubectl get --raw /apis/shop.example.com/v1"));
        (await server.CheckAsync(CheckNames.OpenApi)).ShouldBe(CheckResult.NotTried("needs discovery"));
    }

    [Fact]
    public async Task OpenApi_ThatIsMissing_IsWarnedAbout()
    {
        await using var server = await PatientServer.StartAsync(("/openapi/v3", null), ("/openapi/v2", null));

        (await server.CheckAsync(CheckNames.OpenApi)).ShouldBe(CheckResult.Warn(
            "/openapi/v3 does not list apis/shop.example.com/v1: kubectl explain cannot describe its kinds",
            "kubectl get --raw /openapi/v3/apis/shop.example.com/v1"));
    }

    [Fact]
    public async Task OpenApi_WithoutV2_IsWarnedAbout()
    {
        await using var server = await PatientServer.StartAsync(("/openapi/v2", null));
        await Eventually.TrueAsync(
            async () => (await server.CheckAsync(CheckNames.OpenApi)).Message.StartsWith("/openapi/v2", StringComparison.Ordinal),
            "v3 to be read",
            TimeSpan.FromSeconds(60));

        (await server.CheckAsync(CheckNames.OpenApi)).ShouldBe(CheckResult.Warn(
            "/openapi/v2 has no paths of /apis/shop.example.com/v1/: older clients have no schema", "kubectl get --raw /openapi/v2"));
    }

    [Theory]
    [InlineData("""{"data":{"requestheader-client-ca-file":""}}""", CheckState.Fail, "no extension server can believe the aggregator")]
    [InlineData("""{"data":{"requestheader-allowed-names":"[]"}}""", CheckState.Warn, "any certificate of the front-proxy authority may say that it is anybody")]
    public async Task FrontProxyConfig_ThatIsNotWhole_IsNamed(string patch, object state, string message)
    {
        await using var server = await PatientServer.StartAsync();
        await server.Client.PatchAsync(KubernetesPaths.AuthenticationConfigMap, PatchType.Merge, JsonNode.Parse(patch)!, CancellationToken.None);

        var seen = await server.CheckAsync(CheckNames.FrontProxyConfig);

        seen.State.ShouldBe((CheckState)state);
        seen.Message.ShouldContain(message);
        seen.Fix.ShouldBe(Flags);
    }
}

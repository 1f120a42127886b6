using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Admission;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Audit;

public sealed class AnnotationTests : IDisposable
{
    private readonly AuditFile file = new("rules: [{level: Metadata, omitStages: [RequestReceived]}]");

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Webhook_Annotations_AreRecordedUnderItsName()
    {
        await using var hook = await HookServer.StartAsync();
        await using var api = await StartAsync();
        hook.Answer = (_, _, response) => response["auditAnnotations"] = new JsonObject { ["verdict"] = "harmless" };
        await hook.RegisterAsync(api.Cluster, HookServer.Validating);

        (await api.PostAsync("/api/v1/namespaces/default/configmaps", """{"metadata":{"name":"one"}}""")).Code.ShouldBe(HttpStatusCode.Created);

        (await AnnotationAsync("configmaps", "hook.example.com/verdict")).ShouldBe("harmless");
    }

    [Theory]
    [InlineData("configmaps/one")]
    [InlineData("configmaps")]
    public async Task Webhook_AnnotationsOfADelete_AreRecordedToo(string path)
    {
        await using var hook = await HookServer.StartAsync();
        await using var api = await StartAsync();
        (await api.PostAsync("/api/v1/namespaces/default/configmaps?fieldManager=x", """{"metadata":{"name":"one"}}""")).Code.ShouldBe(HttpStatusCode.Created);
        hook.Answer = (_, _, response) => response["auditAnnotations"] = new JsonObject { ["verdict"] = "gone" };
        await hook.RegisterAsync(api.Cluster, HookServer.Validating);

        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/namespaces/default/{path}")).Code.ShouldBe(HttpStatusCode.OK);

        (await AnnotationAsync(path, "hook.example.com/verdict")).ShouldBe("gone");
    }

    [Fact]
    public async Task TokenRequest_IssuedToken_IsNamedByItsId()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts", """{"metadata":{"name":"builder"}}""")).Code.ShouldBe(HttpStatusCode.Created);

        var (code, answer) = await api.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts/builder/token", "{}");
        code.ShouldBe(HttpStatusCode.Created);

        (await AnnotationAsync("serviceaccounts/builder/token", "authentication.kubernetes.io/issued-credential-id")).ShouldStartWith("JTI=");
        file.Text().ShouldNotContain(JsonNodes.GetString(answer, "status", "token")!);
    }

    [Fact]
    public async Task Rbac_Decision_SaysByWhichBinding()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{}")).Code.ShouldNotBe(HttpStatusCode.Forbidden);
        (await AnnotationAsync("selfsubjectaccessreviews", "authorization.k8s.io/decision")).ShouldBe("allow");
    }

    private Task<TestApi> StartAsync() => TestApi.StartAsync(p => p with { Audit = file.Open() });

    /// <summary>Of the event whose URI ends so; it is written after its client has the answer.</summary>
    private async Task<string?> AnnotationAsync(string path, string key)
    {
        JsonObject? found = null;
        await Eventually.TrueAsync(() => (found = file.Events.FirstOrDefault(e => JsonNodes.GetString(e, "requestURI")!.EndsWith(path, StringComparison.Ordinal))) is not null, path);
        return JsonNodes.GetString(found, "annotations", key);
    }
}

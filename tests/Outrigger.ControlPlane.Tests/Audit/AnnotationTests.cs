using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Admission;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.Audit;

namespace Outrigger.ControlPlane.Tests.Audit;

public sealed class AnnotationTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("outrigger-audit-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

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

    [Fact]
    public async Task TokenRequest_IssuedToken_IsNamedByItsId()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts", """{"metadata":{"name":"builder"}}""")).Code.ShouldBe(HttpStatusCode.Created);

        var (code, answer) = await api.PostAsync("/api/v1/namespaces/kube-system/serviceaccounts/builder/token", "{}");
        code.ShouldBe(HttpStatusCode.Created);

        (await AnnotationAsync("serviceaccounts/builder/token", "authentication.kubernetes.io/issued-credential-id")).ShouldStartWith("JTI=");
        (await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken)).ShouldNotContain(JsonNodes.GetString(answer, "status", "token")!);
    }

    [Fact]
    public async Task Rbac_Decision_SaysByWhichBinding()
    {
        await using var api = await StartAsync();
        (await api.PostAsync("/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "{}")).Code.ShouldNotBe(HttpStatusCode.Forbidden);
        (await AnnotationAsync("selfsubjectaccessreviews", "authorization.k8s.io/decision")).ShouldBe("allow");
    }

    private string Log => Path.Combine(folder, "audit.log");

    private async Task<TestApi> StartAsync()
    {
        var policy = Path.Combine(folder, "policy.yaml");
        await File.WriteAllTextAsync(policy, "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata, omitStages: [RequestReceived]}]", TestContext.Current.CancellationToken);
        var options = new AuditOptions { PolicyFile = policy, Log = new() { Path = Log } };
        return await TestApi.StartAsync(p => p with { Audit = AuditLog.Open(options, TimeProvider.System, NullLoggerFactory.Instance) });
    }

    /// <summary>Of the event whose URI ends so; it is written after its client has the answer.</summary>
    private async Task<string?> AnnotationAsync(string path, string key)
    {
        JsonObject? found = null;
        await Eventually.TrueAsync(() => (found = Events().FirstOrDefault(e => JsonNodes.GetString(e, "requestURI")!.EndsWith(path, StringComparison.Ordinal))) is not null, path);
        return JsonNodes.GetString(found, "annotations", key);
    }

    private IEnumerable<JsonObject> Events()
    {
        using var reader = new StreamReader(new FileStream(Log, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => (JsonObject)JsonNode.Parse(l)!)];
    }
}

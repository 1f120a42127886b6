using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Audit;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>The admission plugin PodSecurity over HTTP: refusals, warnings, audit annotations, labels.</summary>
public sealed class PodSecurityTests : IAsyncLifetime, IDisposable
{
    private const string Host = """{"metadata":{"name":"p"},"spec":{"hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""";
    private const string Refused = "host namespaces (hostNetwork=true)";

    private readonly AuditFile file = new("rules: [{level: Metadata, omitStages: [RequestReceived]}]");
    private TestApi api = null!;

    public async ValueTask InitializeAsync() => api = await TestApi.StartAsync(p => p with { Audit = file.Open() });

    public ValueTask DisposeAsync() => api.DisposeAsync();

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Pod_OfAnUnlabelledNamespace_IsAllowed()
    {
        await NamespaceAsync("");

        var (code, _, warnings) = await PostAsync("pods", Host);

        code.ShouldBe(HttpStatusCode.Created);
        warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("\"pod-security.kubernetes.io/enforce\":\"baseline\"", "baseline:latest")]
    [InlineData("\"pod-security.kubernetes.io/enforce\":\"baseline\",\"pod-security.kubernetes.io/enforce-version\":\"v1.30\"", "baseline:v1.30")]
    public async Task Pod_AgainstTheEnforcedLevel_IsForbidden(string labels, string policy)
    {
        await NamespaceAsync(labels);

        var (code, body, warnings) = await PostAsync("pods", Host);

        code.ShouldBe(HttpStatusCode.Forbidden);
        JsonNodes.GetString(body, "message").ShouldBe($"pods \"p\" is forbidden: violates PodSecurity \"{policy}\": {Refused}");
        JsonNodes.GetString(body, "reason").ShouldBe("Forbidden");
        JsonNodes.GetString(body, "details", "kind").ShouldBe("pods");
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public async Task Pod_AgainstWarnAndAudit_IsAllowedAndTold()
    {
        await NamespaceAsync("\"pod-security.kubernetes.io/warn\":\"baseline\",\"pod-security.kubernetes.io/audit\":\"baseline\"");

        var (code, _, warnings) = await PostAsync("pods", Host);

        code.ShouldBe(HttpStatusCode.Created);
        warnings.ShouldBe([$"would violate PodSecurity \"baseline:latest\": {Refused}"]);
        JsonObject? told = null;
        await Eventually.TrueAsync(
            () => (told = file.Events.FirstOrDefault(e => JsonNodes.GetString(e, "requestURI")!.EndsWith("/pods", StringComparison.Ordinal))) is not null,
            "the audit log has the create");
        JsonNodes.GetString(told, "annotations", "pod-security.kubernetes.io/enforce-policy").ShouldBe("privileged:latest");
        JsonNodes.GetString(told, "annotations", "pod-security.kubernetes.io/audit-violations")
            .ShouldBe($"would violate PodSecurity \"baseline:latest\": {Refused}");
    }

    [Theory]
    [InlineData("/apis/apps/v1", "deployments", """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}}""")]
    [InlineData("/apis/apps/v1", "daemonsets", """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}}""")]
    [InlineData("/apis/apps/v1", "replicasets", """{"metadata":{"name":"d"},"spec":{"selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}}""")]
    [InlineData("/apis/apps/v1", "statefulsets", """{"metadata":{"name":"d"},"spec":{"serviceName":"s","selector":{"matchLabels":{"a":"b"}},"template":TEMPLATE}}""")]
    [InlineData("/apis/batch/v1", "jobs", """{"metadata":{"name":"d"},"spec":{"template":TEMPLATE}}""")]
    [InlineData("/apis/batch/v1", "cronjobs", """{"metadata":{"name":"d"},"spec":{"schedule":"* * * * *","jobTemplate":{"spec":{"template":TEMPLATE}}}}""")]
    [InlineData("/api/v1", "replicationcontrollers", """{"metadata":{"name":"d"},"spec":{"selector":{"a":"b"},"template":TEMPLATE}}""")]
    [InlineData("/api/v1", "podtemplates", """{"metadata":{"name":"d"},"template":TEMPLATE}""")]
    public async Task Template_AgainstTheEnforcedLevel_IsAllowedAndWarned(string prefix, string resource, string json)
    {
        await NamespaceAsync("\"pod-security.kubernetes.io/enforce\":\"baseline\"");
        var restart = prefix.EndsWith("batch/v1", StringComparison.Ordinal) ? "Never" : "Always";
        var template = $$$$"""{"metadata":{"labels":{"a":"b"}},"spec":{"restartPolicy":"{{{{restart}}}}","hostNetwork":true,"containers":[{"name":"c","image":"i"}]}}""";

        var (code, _, warnings) = await api.SendWarnedAsync(
            HttpMethod.Post, $"{prefix}/namespaces/n/{resource}", json.Replace("TEMPLATE", template, StringComparison.Ordinal));

        code.ShouldBe(HttpStatusCode.Created);
        warnings.ShouldContain($"would violate PodSecurity \"baseline:latest\": {Refused}");
    }

    [Fact]
    public async Task Update_OfAPod_CountsWhenImagesChange()
    {
        await NamespaceAsync("");
        await PostAsync("pods", Host);
        await LabelAsync("\"pod-security.kubernetes.io/enforce\":\"baseline\"");

        (await PatchAsync("/api/v1/namespaces/n/pods/p", """{"metadata":{"labels":{"a":"b"}}}""")).Code.ShouldBe(HttpStatusCode.OK);
        (await PatchAsync("/api/v1/namespaces/n/pods/p/status", """{"status":{"phase":"Running"}}""")).Code.ShouldBe(HttpStatusCode.OK);
        var (code, body, _) = await PatchAsync("/api/v1/namespaces/n/pods/p", """{"spec":{"containers":[{"name":"c","image":"j"}]}}""");
        var ephemeral = await PatchAsync("/api/v1/namespaces/n/pods/p/ephemeralcontainers", """{"spec":{"ephemeralContainers":[{"name":"e","image":"i"}]}}""");

        code.ShouldBe(HttpStatusCode.Forbidden);
        JsonNodes.GetString(body, "message").ShouldBe($"pods \"p\" is forbidden: violates PodSecurity \"baseline:latest\": {Refused}");
        ephemeral.Code.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Label_ThatIsUnknown_IsInvalidUnlessItWasThere()
    {
        const string Text = "Namespace \"n\" is invalid: [metadata.labels[pod-security.kubernetes.io/enforce]: Invalid value: \"none\": must be one of privileged, baseline, restricted, "
            + "metadata.labels[pod-security.kubernetes.io/warn-version]: Invalid value: \"1.30\": must be \"latest\" or \"v1.x\"]";
        const string Bad = "\"pod-security.kubernetes.io/enforce\":\"none\",\"pod-security.kubernetes.io/warn-version\":\"1.30\"";

        var created = await api.SendWarnedAsync(HttpMethod.Post, "/api/v1/namespaces", Namespace(Bad));
        await NamespaceAsync("");
        var updated = await LabelAsync(Bad);

        created.Code.ShouldBe(HttpStatusCode.UnprocessableEntity);
        JsonNodes.GetString(created.Body, "message").ShouldBe(Text);
        updated.Code.ShouldBe(HttpStatusCode.UnprocessableEntity);
        JsonNodes.GetString(updated.Body, "message").ShouldBe(Text);
    }

    [Fact]
    public async Task Label_ThatWasUnknownBefore_MayStay()
    {
        List<string> plugins = [];
        await using var cluster = await TestCluster.StartAsync(o => o with { AdmissionPlugins = plugins });
        await cluster.CreateAsync("namespaces", Namespace("\"pod-security.kubernetes.io/enforce\":\"none\""));
        plugins.Add("PodSecurity");
        await cluster.RestartAsync();

        await cluster.UpdateAsync("namespaces", "n", n => n["metadata"]!["labels"]!["other"] = "x");
        var worse = await Should.ThrowAsync<StatusException>(
            () => cluster.UpdateAsync("namespaces", "n", n => n["metadata"]!["labels"]!["pod-security.kubernetes.io/enforce"] = "all"));
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("pods", Host, "n"));

        worse.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldStartWith("pods \"p\" is forbidden: violates PodSecurity \"restricted:latest\": ");
    }

    [Fact]
    public async Task Label_StricterThanPodsThatAreThere_IsSetWithWarnings()
    {
        await NamespaceAsync("");
        foreach (var name in (string[])["c", "b", "a"])
        {
            await PostAsync("pods", Host.Replace("\"p\"", $"\"{name}\"", StringComparison.Ordinal));
        }

        await PostAsync("pods", """{"metadata":{"name":"z"},"spec":{"containers":[{"name":"c","image":"i","securityContext":{"privileged":true}}]}}""");

        var stricter = await LabelAsync("\"pod-security.kubernetes.io/enforce\":\"baseline\"");
        var same = await LabelAsync("\"other\":\"x\"");
        var weaker = await LabelAsync("\"pod-security.kubernetes.io/enforce\":\"privileged\"");

        stricter.Code.ShouldBe(HttpStatusCode.OK);
        stricter.Warnings.ShouldBe(
        [
            "existing pods in namespace \"n\" violate the new PodSecurity enforce level \"baseline:latest\"",
            "a (and 2 other pods): host namespaces",
            "z: privileged",
        ]);
        same.Warnings.ShouldBeEmpty();
        weaker.Warnings.ShouldBeEmpty();
    }

    private static string Namespace(string labels) => $$$"""{"metadata":{"name":"n","labels":{ {{{labels}}} } } }""";

    private async Task NamespaceAsync(string labels) =>
        (await api.SendWarnedAsync(HttpMethod.Post, "/api/v1/namespaces", Namespace(labels))).Code.ShouldBe(HttpStatusCode.Created);

    private Task<(HttpStatusCode Code, JsonObject Body, IReadOnlyList<string> Warnings)> PostAsync(string resource, string json) =>
        api.SendWarnedAsync(HttpMethod.Post, $"/api/v1/namespaces/n/{resource}", json);

    private Task<(HttpStatusCode Code, JsonObject Body, IReadOnlyList<string> Warnings)> LabelAsync(string labels) =>
        PatchAsync("/api/v1/namespaces/n", $$$"""{"metadata":{"labels":{ {{{labels}}} } } }""");

    private Task<(HttpStatusCode Code, JsonObject Body, IReadOnlyList<string> Warnings)> PatchAsync(string path, string json) =>
        api.SendWarnedAsync(HttpMethod.Patch, path, json, "application/strategic-merge-patch+json");
}

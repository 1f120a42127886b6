using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Pods;

/// <summary>The admission plugin ServiceAccount: which account a pod has, its token, its secrets.</summary>
public sealed class ServiceAccountAdmissionTests
{
    private const string Containers = """
        "containers":[{"name":"c","image":"i"},{"name":"d","image":"i","volumeMounts":[{"name":"own","mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}]}],"initContainers":[{"name":"a","image":"i"}],"volumes":[{"name":"own"}]
        """;

    [Fact]
    public async Task Create_NoAccountNamed_HasTheDefaultOneAndItsToken()
    {
        await using var cluster = await TestCluster.StartAsync();

        var pod = await cluster.CreateAsync("pods", Pod(Containers), "default");

        JsonNodes.GetString(pod, "spec", "serviceAccountName").ShouldBe("default");
        JsonNodes.GetString(pod, "spec", "serviceAccount").ShouldBe("default");
        var volume = JsonNodes.Objects(pod, "spec", "volumes").Last();
        var name = JsonNodes.GetString(volume, "name").ShouldNotBeNull();
        name.ShouldMatch("^kube-api-access-[a-z0-9]{5}$");
        JsonNodes.GetObject(volume, "projected")!.ToJsonString().ShouldBe("""
            {"sources":[{"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt","path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],"defaultMode":420}
            """.Trim());
        Mounts(pod, "initContainers").ShouldBe([name]);
        Mounts(pod, "containers").ShouldBe([name, "own"]);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("", true, true)]
    [InlineData("\"automountServiceAccountToken\":true,", false, true)]
    [InlineData("\"automountServiceAccountToken\":false,", true, false)]
    public async Task Create_AutomountSaid_ThePodsWordCountsBeforeTheAccounts(string pods, bool accounts, bool isMounted)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync(
            "serviceaccounts", $$"""{"metadata":{"name":"own"},"automountServiceAccountToken":{{(accounts ? "true" : "false")}} }""", "default");

        var pod = await cluster.CreateAsync("pods", Pod($"{pods}\"serviceAccountName\":\"own\",{Containers}"), "default");

        JsonNodes.Objects(pod, "spec", "volumes").Count().ShouldBe(isMounted ? 2 : 1);
    }

    [Fact]
    public async Task Create_AccountMissing_IsRefused()
    {
        await using var cluster = await TestCluster.StartAsync();

        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync("pods", Pod($"\"serviceAccountName\":\"nope\",{Containers}"), "default"));

        refused.Status.Code.ShouldBe(403);
        refused.Status.Message.ShouldBe("pods \"p\" is forbidden: error looking up service account default/nope: serviceaccount \"nope\" not found");
    }

    [Fact]
    public async Task Create_DefaultAccountIsNotThereYet_WaitsForItAWhile()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(
            o => o with { Controllers = [.. o.Controllers.Except([Controllers.ServiceAccount], StringComparer.Ordinal)] }, clock);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"late"}}""");

        var waiting = cluster.CreateAsync("pods", Pod(Containers), "late");
        waiting.IsCompleted.ShouldBeFalse();
        await cluster.CreateAsync("serviceaccounts", """{"metadata":{"name":"default"},"imagePullSecrets":[{"name":"registry"}]}""", "late");
        var pod = await waiting.WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, TestContext.Current.CancellationToken); // no time passes

        JsonNodes.GetString(JsonNodes.Objects(pod, "spec", "imagePullSecrets").Single(), "name").ShouldBe("registry");
    }

    [Fact]
    public async Task Create_DefaultAccountNeverComes_IsRefused()
    {
        var clock = new FakeTimeProvider();
        await using var cluster = await TestCluster.StartAsync(
            o => o with { Controllers = [.. o.Controllers.Except([Controllers.ServiceAccount], StringComparer.Ordinal)] }, clock);
        await cluster.CreateAsync("namespaces", """{"metadata":{"name":"late"}}""");

        var refused = Should.ThrowAsync<StatusException>(() => cluster.CreateAsync("pods", Pod(Containers), "late"));
        await cluster.EventuallyAsync(() => new(refused.IsCompleted), "the pod is refused");

        (await refused).Status.Message.ShouldEndWith("error looking up service account late/default: serviceaccount \"default\" not found");
    }

    [Theory]
    [InlineData("""
        "volumes":[{"name":"v","secret":{"secretName":"other"}}],"containers":[{"name":"c","image":"i"}]
        """, "volume with secret.secretName=\"other\" is not allowed because service account strict does not reference that secret")]
    [InlineData("""
        "containers":[{"name":"c","image":"i","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"other","key":"k"}}}]}]
        """, "container c with envVar E referencing secret.secretName=\"other\" is not allowed because service account strict does not reference that secret")]
    [InlineData("""
        "containers":[{"name":"c","image":"i"}],"initContainers":[{"name":"a","image":"i","envFrom":[{"secretRef":{"name":"other"}}]}]
        """, "init container a with envFrom referencing secret.secretName=\"other\" is not allowed because service account strict does not reference that secret")]
    [InlineData("""
        "containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{"name":"registry"},{"name":"mine"}]
        """, "imagePullSecrets[1].name=\"mine\" is not allowed because service account strict does not reference that imagePullSecret")]
    [InlineData("""
        "volumes":[{"name":"v","secret":{"secretName":"mine"}}],"containers":[{"name":"c","image":"i"}],"imagePullSecrets":[{"name":"registry"}]
        """, null)]
    public async Task Create_AccountLimitsSecrets_OthersAreRefused(string spec, string? problem)
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("serviceaccounts", """
            {"metadata":{"name":"strict","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},"secrets":[{"name":"mine"}],"imagePullSecrets":[{"name":"registry"}]}
            """, "default");
        var creating = () => cluster.CreateAsync("pods", Pod($"\"serviceAccountName\":\"strict\",{spec}"), "default");

        if (problem is null)
        {
            JsonNodes.GetString(await creating(), "spec", "serviceAccountName").ShouldBe("strict");
        }
        else
        {
            (await Should.ThrowAsync<StatusException>(creating)).Status.Message.ShouldBe($"pods \"p\" is forbidden: {problem}");
        }
    }

    [Theory]
    [InlineData("\"serviceAccountName\":\"default\",", "a mirror pod may not reference service accounts")]
    [InlineData("\"imagePullSecrets\":[{\"name\":\"s\"}],", "a mirror pod may not reference secrets")]
    [InlineData("\"volumes\":[{\"name\":\"v\",\"secret\":{\"secretName\":\"s\"}}],", "a mirror pod may not reference secrets")]
    [InlineData("\"volumes\":[{\"name\":\"v\",\"projected\":{\"sources\":[{\"serviceAccountToken\":{\"path\":\"t\"}}]}}],", "a mirror pod may not use ServiceAccountToken volume projections")]
    [InlineData("", null)]
    public async Task Create_MirrorPod_HasNoAccount(string spec, string? problem)
    {
        await using var cluster = await TestCluster.StartAsync();
        var creating = () => cluster.CreateAsync("pods", $$"""
            {"metadata":{"name":"p","annotations":{"kubernetes.io/config.mirror":"x"} },"spec":{ {{spec}}"nodeName":"n","containers":[{"name":"c","image":"i"}]} }
            """, "default");

        if (problem is null)
        {
            JsonNodes.Get(await creating(), "spec", "serviceAccountName").ShouldBeNull();
        }
        else
        {
            (await Should.ThrowAsync<StatusException>(creating)).Status.Message.ShouldBe($"pods \"p\" is forbidden: {problem}");
        }
    }

    [Fact]
    public async Task Debug_AccountLimitsSecrets_OthersAreRefused()
    {
        await using var cluster = await TestCluster.StartAsync();
        await cluster.CreateAsync("serviceaccounts", """
            {"metadata":{"name":"strict","annotations":{"kubernetes.io/enforce-mountable-secrets":"true"}},"secrets":[{"name":"mine"}]}
            """, "default");
        await cluster.CreateAsync("pods", Pod($"\"serviceAccountName\":\"strict\",{Containers}"), "default");
        var debug = (string secret) => cluster.UpdateSubresourceAsync(
            "pods",
            "p",
            "ephemeralcontainers",
            p => p["spec"]!["ephemeralContainers"] = JsonNode.Parse("""
                [{"name":"e","image":"i","terminationMessagePolicy":"File","imagePullPolicy":"Always","env":[{"name":"E","valueFrom":{"secretKeyRef":{"name":"SECRET","key":"k"}}}]}]
                """.Replace("SECRET", secret, StringComparison.Ordinal)),
            "default");

        var refused = await Should.ThrowAsync<StatusException>(() => debug("other"));

        refused.Status.Message.ShouldBe(
            "pods \"p\" is forbidden: ephemeral container e with envVar E referencing secret.secretName=\"other\" is not allowed because service account strict does not reference that secret");
        JsonNodes.Objects(await debug("mine"), "spec", "ephemeralContainers").Count().ShouldBe(1);
    }

    [Fact]
    public async Task Create_PluginOff_NothingIsAdded()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with
        {
            AdmissionPlugins = [.. o.AdmissionPlugins.Except(["ServiceAccount"], StringComparer.Ordinal)],
        });

        var pod = await cluster.CreateAsync("pods", Pod($"\"serviceAccountName\":\"nope\",{Containers}"), "default");

        JsonNodes.Objects(pod, "spec", "volumes").Count().ShouldBe(1);
    }

    private static string Pod(string spec) => $$"""{"metadata":{"name":"p"},"spec":{ {{spec}} } }""";

    private static IEnumerable<string?> Mounts(JsonObject pod, string list) => JsonNodes.Objects(pod, "spec", list)
        .Select(c => JsonNodes.GetString(JsonNodes.Objects(c, "volumeMounts").Single(), "name"));
}

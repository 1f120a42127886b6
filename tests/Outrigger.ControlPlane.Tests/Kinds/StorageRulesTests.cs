using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class StorageRulesTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Volumes = "persistentvolumes";
    private const string Claims = "persistentvolumeclaims";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData(Volumes, """{"spec":{}}""", "spec.accessModes: Required value")]
    [InlineData(Volumes, """{"spec":{}}""", "spec.capacity: Unsupported value: null: supported values: \"storage\"")]
    [InlineData(Volumes, """{"spec":{}}""", "spec: Required value: must specify a volume type")]
    [InlineData(Volumes, """{"spec":{"accessModes":["Any"]}}""", "spec.accessModes: Unsupported value: \"Any\": supported values: \"ReadOnlyMany\", \"ReadWriteMany\", \"ReadWriteOnce\", \"ReadWriteOncePod\"")]
    [InlineData(Volumes, """{"spec":{"accessModes":["ReadWriteOncePod","ReadWriteOnce"]}}""", "spec.accessModes: Forbidden: may not use ReadWriteOncePod with other access modes")]
    [InlineData(Volumes, """{"spec":{"capacity":{"storage":"0"}}}""", "spec.capacity[storage]: Invalid value: \"0\": must be greater than zero")]
    [InlineData(Volumes, """{"spec":{"nfs":{"path":"a"},"csi":{}}}""", "spec.nfs.path: Invalid value: \"a\": must be an absolute path")]
    [InlineData(Volumes, """{"spec":{"nfs":{"path":"a"},"csi":{}}}""", "spec.csi: Forbidden: may not specify more than 1 volume type")]
    [InlineData(Volumes, """{"spec":{"csi":{"driver":"a_b"}}}""", "spec.csi.volumeHandle: Required value")]
    [InlineData(Volumes, """{"spec":{"local":{"path":"/a/../b"}}}""", "spec.local.path: Invalid value: \"/a/../b\": must not contain '..'")]
    [InlineData(Volumes, """{"spec":{"local":{"path":"/a"}}}""", "spec.nodeAffinity: Required value: Local volume requires node affinity")]
    [InlineData(Volumes, """{"spec":{"hostPath":{"path":"/"},"persistentVolumeReclaimPolicy":"Recycle"}}""", "spec.persistentVolumeReclaimPolicy: Forbidden: may not be 'recycle' for a hostPath mount of '/'")]
    [InlineData(Volumes, """{"spec":{"nodeAffinity":{"required":{"nodeSelectorTerms":[{"matchExpressions":[{"key":"a","operator":"Gt"}]}]}}}}""", "spec.nodeAffinity.required.nodeSelectorTerms[0].matchExpressions[0].values: Required value: must be specified single value when `operator` is 'Lt' or 'Gt'")]
    [InlineData(Claims, """{"spec":{}}""", "spec.accessModes: Required value: at least 1 access mode is required")]
    [InlineData(Claims, """{"spec":{}}""", "spec.resources[storage]: Required value")]
    [InlineData(Claims, """{"spec":{"resources":{"requests":{"storage":"100m"}}}}""", "spec.resources[storage]: Invalid value: \"100m\": must be an integer")]
    [InlineData(Claims, """{"spec":{"dataSourceRef":{"kind":"Backup","name":"b"}}}""", "spec.dataSourceRef: Invalid value: \"Backup\": must be 'PersistentVolumeClaim' when referencing the default apiGroup")]
    [InlineData("csidrivers.storage.k8s.io", """{"spec":{"tokenRequests":[{"audience":"a"},{"audience":"a"}]}}""", "spec.tokenRequests[1].audience: Duplicate value: \"a\"")]
    [InlineData("csidrivers.storage.k8s.io", """{"spec":{"volumeLifecycleModes":["Other"]}}""", "spec.volumeLifecycleModes: Unsupported value: \"Other\": supported values: \"Persistent\", \"Ephemeral\"")]
    [InlineData("csinodes.storage.k8s.io", """{"spec":{"drivers":[{"name":"a","nodeID":"n"},{"name":"a","nodeID":"n"}]}}""", "spec.drivers[1].name: Duplicate value: \"a\"")]
    [InlineData("csinodes.storage.k8s.io", """{"spec":{"drivers":[{"name":"a"}]}}""", "spec.drivers[0].nodeID: Required value")]
    [InlineData("csistoragecapacities.storage.k8s.io", """{"storageClassName":"A"}""", "storageClassName: Invalid value: \"A\"")]
    [InlineData("volumeattachments.storage.k8s.io", """{"spec":{"attacher":"a","nodeName":"n","source":{}}}""", "spec.source: Required value: must specify exactly one of inlineVolumeSpec and persistentVolumeName")]
    [InlineData("volumeattachments.storage.k8s.io", """{"spec":{"attacher":"a","nodeName":"n","source":{"inlineVolumeSpec":{"capacity":{"storage":"1Gi"}}}}}""", "spec.source.inlineVolumeSpec.capacity: Forbidden: may not be specified in the context of inline volumes")]
    [InlineData("volumeattributesclasses.storage.k8s.io", """{"driverName":"a"}""", "parameters: Required value: must contain at least one key/value pair")]
    public async Task Create_Faulty_IsRefused(string resource, string body, string fault)
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(
            resource, $$"""{"metadata":{"name":"faulty"},{{body[1..]}}""", resource is Claims or "csistoragecapacities.storage.k8s.io" ? "default" : ""));

        refused.Status.Code.ShouldBe(422);
        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Volume_SourceOrModeChanged_IsRefusedTheRestIsNot()
    {
        await cluster.CreateAsync(Volumes, Volume("v"));
        await cluster.UpdateAsync(Volumes, "v", v => v["spec"]!["capacity"]!["storage"] = "2Gi");

        (await Refusal(Volumes, "v", v => v["spec"]!["csi"]!["volumeHandle"] = "other"))
            .ShouldContain("spec.persistentvolumesource: Forbidden: spec.persistentvolumesource is immutable after creation");
        (await Refusal(Volumes, "v", v => v["spec"]!["volumeMode"] = "Block"))
            .ShouldContain("volumeMode: Invalid value: \"Block\": field is immutable");
    }

    [Fact]
    public async Task Volume_SecretForExpansion_MayComeLater()
    {
        await cluster.CreateAsync(Volumes, Volume("expanded"));

        var secret = new JsonObject { ["name"] = "s", ["namespace"] = "n" };
        var changed = await cluster.UpdateAsync(Volumes, "expanded", v => v["spec"]!["csi"]!["controllerExpandSecretRef"] = secret.DeepClone());

        changed["spec"]!["csi"]!["controllerExpandSecretRef"]!["name"]!.GetValue<string>().ShouldBe("s");
        (await Refusal(Volumes, "expanded", v => ((JsonObject)v["spec"]!["csi"]!).Remove("controllerExpandSecretRef")))
            .ShouldContain("immutable after creation");
    }

    [Fact]
    public async Task Volume_PhaseChanged_TellsSince()
    {
        await cluster.CreateAsync(Volumes, Volume("phased"));
        await cluster.UpdateStatusAsync(Volumes, "phased", v =>
            v["status"] = new JsonObject { ["phase"] = "Available", ["lastPhaseTransitionTime"] = "2020-01-01T00:00:00Z" });

        var kept = await cluster.UpdateStatusAsync(Volumes, "phased", v => v["status"] = new JsonObject { ["phase"] = "Available", ["message"] = "m" });
        var bound = await cluster.UpdateStatusAsync(Volumes, "phased", v => v["status"]!["phase"] = "Bound");

        kept["status"]!["lastPhaseTransitionTime"]!.GetValue<string>().ShouldBe("2020-01-01T00:00:00Z");
        bound["status"]!["lastPhaseTransitionTime"]!.GetValue<string>().ShouldNotBe("2020-01-01T00:00:00Z");
    }

    [Fact]
    public async Task Claim_NotBound_IsFixedButForItsVolume()
    {
        await cluster.CreateAsync(Claims, Claim("c"), "default");
        await cluster.UpdateAsync(Claims, "c", c => c["spec"]!["volumeName"] = "v", "default");

        foreach (var change in (Action<JsonObject>[])[
            c => c["spec"]!["volumeName"] = "w",
            c => c["spec"]!["accessModes"] = new JsonArray("ReadWriteMany"),
            c => c["spec"]!["resources"]!["requests"]!["storage"] = "2Gi"])
        {
            (await Refusal(Claims, "c", change, "default")).ShouldContain(
                "spec: Forbidden: spec is immutable after creation except resources.requests and volumeAttributesClassName for bound claims");
        }
    }

    [Fact]
    public async Task Claim_Bound_MayGrowAndNotShrinkBelowWhatItHas()
    {
        await cluster.CreateAsync(
            "storageclasses.storage.k8s.io",
            """{"metadata":{"name":"grows","annotations":{"storageclass.kubernetes.io/is-default-class":"true"}},"provisioner":"p","allowVolumeExpansion":true}""");
        await cluster.CreateAsync(Claims, Claim("bound"), "default");
        await cluster.UpdateStatusAsync(
            Claims, "bound", c => c["status"] = new JsonObject { ["phase"] = "Bound", ["capacity"] = new JsonObject { ["storage"] = "1Gi" } }, "default");

        await cluster.UpdateAsync(Claims, "bound", c => c["spec"]!["resources"]!["requests"]!["storage"] = "5Gi", "default");
        await cluster.UpdateAsync(Claims, "bound", c => c["spec"]!["resources"]!["requests"]!["storage"] = "3Gi", "default");
        var refused = await Refusal(Claims, "bound", c => c["spec"]!["resources"]!["requests"]!["storage"] = "1Gi", "default");

        refused.ShouldContain("spec.resources.requests.storage: Forbidden: field can not be less than status.capacity");
    }

    [Fact]
    public async Task Claim_DataSource_IsToldTwiceOrDropped()
    {
        var claim = (JsonObject)JsonNode.Parse(Claim("sourced"))!;
        claim["spec"]!["dataSource"] = new JsonObject { ["kind"] = "PersistentVolumeClaim", ["name"] = "other" };
        var made = await cluster.CreateAsync(Claims, claim.ToJsonString(), "default");
        claim["metadata"]!["name"] = "unsourced";
        claim["spec"]!["dataSource"] = new JsonObject { ["apiGroup"] = "example.com", ["kind"] = "Backup", ["name"] = "other" };
        var dropped = await cluster.CreateAsync(Claims, claim.ToJsonString(), "default");

        made["spec"]!["dataSourceRef"]!["name"]!.GetValue<string>().ShouldBe("other");
        ((JsonObject)dropped["spec"]!).ContainsKey("dataSource").ShouldBeFalse();
    }

    [Fact]
    public async Task Driver_SpecChanged_BeginsToCountGenerations()
    {
        const string Drivers = "csidrivers.storage.k8s.io";
        var made = await cluster.CreateAsync(Drivers, """{"metadata":{"name":"d"},"spec":{}}""");
        var labelled = await cluster.UpdateAsync(Drivers, "d", d => d["metadata"]!["labels"] = new JsonObject { ["a"] = "b" });
        var changed = await cluster.UpdateAsync(Drivers, "d", d => d["spec"]!["requiresRepublish"] = true);

        JsonNodes.GetLong(made, "metadata", "generation").ShouldBeNull();
        JsonNodes.GetLong(labelled, "metadata", "generation").ShouldBeNull();
        JsonNodes.GetLong(changed, "metadata", "generation").ShouldBe(1);
        (await Refusal(Drivers, "d", d => d["spec"]!["attachRequired"] = false)).ShouldContain("spec.attachedRequired: Invalid value: false: field is immutable");
    }

    [Fact]
    public async Task Attachment_Spec_IsFixedAndStatusIsApart()
    {
        const string Attachments = "volumeattachments.storage.k8s.io";
        await cluster.CreateAsync(
            Attachments, """{"metadata":{"name":"a"},"spec":{"attacher":"a","nodeName":"n","source":{"persistentVolumeName":"p"}},"status":{"attached":true}}""");
        var attached = await cluster.UpdateStatusAsync(Attachments, "a", a => { a["status"]!["attached"] = true; a["spec"]!["nodeName"] = "m"; });

        attached["status"]!["attached"]!.GetValue<bool>().ShouldBeTrue();
        attached["spec"]!["nodeName"]!.GetValue<string>().ShouldBe("n");
        (await Refusal(Attachments, "a", a => a["spec"]!["nodeName"] = "m")).ShouldContain("field is immutable");
    }

    private static string Volume(string name) => $$$"""
        {"metadata":{"name":"{{{name}}}"},"spec":{"accessModes":["ReadWriteOnce"],"capacity":{"storage":"1Gi"},
         "csi":{"driver":"example.com","volumeHandle":"h"} } }
        """;

    private static string Claim(string name) => $$$$"""
        {"metadata":{"name":"{{{{name}}}}"},"spec":{"accessModes":["ReadWriteOnce"],"resources":{"requests":{"storage":"1Gi"} } } }
        """;

    private async Task<string> Refusal(string resource, string name, Action<JsonObject> change, string ns = "") =>
        (await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(resource, name, change, ns))).Status.Message;
}

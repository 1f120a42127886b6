using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Tests.Rbac;

public sealed class BootstrapPolicyTests
{
    [Theory]
    [InlineData("clusterroles", "cluster-admin", """[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]},{"nonResourceURLs":["*"],"verbs":["*"]}]""")]
    [InlineData("clusterroles", "system:auth-delegator", """[{"apiGroups":["authentication.k8s.io"],"resources":["tokenreviews"],"verbs":["create"]},{"apiGroups":["authorization.k8s.io"],"resources":["subjectaccessreviews"],"verbs":["create"]}]""")]
    [InlineData("roles", "extension-apiserver-authentication-reader", """[{"apiGroups":[""],"resourceNames":["extension-apiserver-authentication"],"resources":["configmaps"],"verbs":["get","list","watch"]}]""")]
    [InlineData("clusterroles", "system:public-info-viewer", """[{"nonResourceURLs":["/healthz","/livez","/readyz","/version","/version/"],"verbs":["get"]}]""")]
    public void Load_Role_HasRules(string resource, string name, string rules) =>
        JsonNodes.DeepEqual(Find(resource, name)["rules"], JsonNode.Parse(rules)).ShouldBeTrue();

    [Fact]
    public void Load_View_IsAggregatedAndAggregates()
    {
        var view = Find("clusterroles", "view");

        JsonNodes.GetString(view, "metadata", "labels", "rbac.authorization.k8s.io/aggregate-to-edit").ShouldBe("true");
        ObjectWriter.ToText(view["aggregationRule"])
            .ShouldBe("""{"clusterRoleSelectors":[{"matchLabels":{"rbac.authorization.k8s.io/aggregate-to-view":"true"}}]}""");
    }

    [Fact]
    public void Load_Binding_HasRoleAndSubjects() =>
        ObjectWriter.ToText(Find("rolebindings", "system::extension-apiserver-authentication-reader")["roleRef"]).ShouldBe(
            """{"apiGroup":"rbac.authorization.k8s.io","kind":"Role","name":"extension-apiserver-authentication-reader"}""");

    [Fact]
    public void Merge_RoleWithMoreAndLess_AddsWhatIsMissingAndKeepsTheRest()
    {
        var wanted = Find("clusterroles", "system:auth-delegator");
        var stored = (JsonObject)JsonNode.Parse("""
            {"metadata":{"name":"system:auth-delegator","labels":{"own":"1"}},
             "rules":[{"apiGroups":["authentication.k8s.io"],"resources":["*"],"verbs":["create"]},{"apiGroups":["x"],"resources":["y"],"verbs":["z"]}]}
            """)!;

        RbacReconciler.Merge(stored, wanted);

        stored["rules"]!.AsArray().Count.ShouldBe(3);
        stored["metadata"]!["labels"]!.AsObject().Count.ShouldBe(2);
        ObjectWriter.ToText(stored["rules"]![2]).ShouldBe(
            """{"apiGroups":["authorization.k8s.io"],"resources":["subjectaccessreviews"],"verbs":["create"]}""");
    }

    [Fact]
    public void Merge_AutoUpdateOff_ChangesNothing()
    {
        var stored = (JsonObject)JsonNode.Parse(
            """{"metadata":{"name":"cluster-admin","annotations":{"rbac.authorization.kubernetes.io/autoupdate":"false"}},"rules":[]}""")!;

        RbacReconciler.Merge(stored, Find("clusterroles", "cluster-admin"));

        stored["rules"]!.AsArray().ShouldBeEmpty();
    }

    private static JsonObject Find(string resource, string name) => BootstrapPolicy.Load()
        .Single(o => o.Key.Resource == resource && JsonNodes.GetString(o.Value, "metadata", "name") == name).Value;
}

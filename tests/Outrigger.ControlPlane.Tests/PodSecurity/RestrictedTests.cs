namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>The checks of the level restricted: who is refused, and in which words.</summary>
public sealed class RestrictedTests
{
    [Theory]
    [InlineData("restricted:latest")]
    [InlineData("restricted:v1.0")]
    [InlineData("restricted:v1.999")]
    public void Good_IsAllowed(string policy) => Judged.Changed(policy).ShouldBe("");

    [Fact]
    public void Plain_LacksAll() => Judged.Spec("restricted:latest", "{'containers':[{'name':'a'},{'name':'b'}]}").ShouldBe(
        "allowPrivilegeEscalation != false (containers \"a\", \"b\" must set securityContext.allowPrivilegeEscalation=false), "
        + "unrestricted capabilities (containers \"a\", \"b\" must set securityContext.capabilities.drop=[\"ALL\"]), "
        + "runAsNonRoot != true (pod or containers \"a\", \"b\" must set securityContext.runAsNonRoot=true), "
        + "seccompProfile (pod or containers \"a\", \"b\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")");

    [Fact]
    public void Windows_NeedsLessSince25()
    {
        const string Spec = "{'os':{'name':'windows'},'securityContext':{'runAsNonRoot':true},'containers':[{'name':'a'}]}";

        Judged.Spec("restricted:v1.25", Spec).ShouldBe("");
        Judged.Spec("restricted:v1.24", Spec).ShouldContain("allowPrivilegeEscalation != false");
        Judged.Spec("restricted:v1.24", Spec).ShouldContain("unrestricted capabilities");
        Judged.Spec("restricted:v1.24", Spec).ShouldContain("seccompProfile");
    }

    [Theory]
    [InlineData("latest", "{'capabilities':{'drop':['ALL'],'add':['NET_BIND_SERVICE']}}", "")]
    [InlineData("latest", "{'capabilities':{'drop':['KILL'],'add':['SYS_ADMIN']}}", "unrestricted capabilities (container \"a\" must set securityContext.capabilities.drop=[\"ALL\"]; container \"a\" must not include \"SYS_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("latest", "{'capabilities':{'drop':['ALL'],'add':['CHOWN']}}", "unrestricted capabilities (container \"a\" must not include \"CHOWN\" in securityContext.capabilities.add)")]
    [InlineData("v1.21", "{'capabilities':{'add':['SYS_ADMIN']}}", "non-default capabilities (container \"a\" must not include \"SYS_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("v1.7", "{'allowPrivilegeEscalation':true}", "")]
    [InlineData("v1.8", "{'allowPrivilegeEscalation':null}", "allowPrivilegeEscalation != false (container \"a\" must set securityContext.allowPrivilegeEscalation=false)")]
    [InlineData("latest", "{'runAsNonRoot':false}", "runAsNonRoot != true (container \"a\" must not set securityContext.runAsNonRoot=false)")]
    [InlineData("latest", "{'runAsUser':0}", "runAsUser=0 (container \"a\" must not set runAsUser=0)")]
    [InlineData("v1.22", "{'runAsUser':0}", "")]
    [InlineData("latest", "{'runAsUser':1}", "")]
    [InlineData("latest", "{'seccompProfile':{'type':'Unconfined'}}", "seccompProfile (container \"a\" must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("latest", "{'procMount':'Unmasked'}", "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")")]
    public void Container_OfABadContext_IsNamed(string version, string context, string expected) =>
        Judged.Changed($"restricted:{version}", own: context).ShouldBe(expected);

    [Theory]
    [InlineData("latest", "{'runAsNonRoot':false}", "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false)")]
    [InlineData("latest", "{'runAsNonRoot':null}", "runAsNonRoot != true (pod or container \"a\" must set securityContext.runAsNonRoot=true)")]
    [InlineData("latest", "{'runAsUser':0}", "runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("latest", "{'seccompProfile':null}", "seccompProfile (pod or container \"a\" must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\")")]
    [InlineData("v1.18", "{'seccompProfile':null}", "")]
    public void Pod_OfABadContext_IsNamed(string version, string context, string expected) =>
        Judged.Changed($"restricted:{version}", context: context).ShouldBe(expected);

    [Theory]
    [InlineData("v1.34", "runAsNonRoot != true (pod must not set securityContext.runAsNonRoot=false), runAsUser=0 (pod must not set runAsUser=0)")]
    [InlineData("v1.35", "")]
    public void OwnUsers_MayBeRootSince35(string version, string expected) =>
        Judged.Changed($"restricted:{version}", spec: "{'hostUsers':false}", context: "{'runAsNonRoot':false,'runAsUser':0}").ShouldBe(expected);

    [Fact]
    public void ProcMount_OwnUsers_AreNotFreeHere() =>
        Judged.Changed("restricted:latest", spec: "{'hostUsers':false}", own: "{'procMount':'Unmasked'}")
            .ShouldBe("procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")");

    [Theory]
    [InlineData("[{'name':'v','emptyDir':{}},{'name':'w','image':{}},{'name':'x','persistentVolumeClaim':{'claimName':'c'}}]", "")]
    [InlineData("[{'name':'v','hostPath':{'path':'/'}}]", "restricted volume types (volume \"v\" uses restricted volume type \"hostPath\")")]
    [InlineData("[{'name':'v','nfs':{}},{'name':'w','gitRepo':{}}]", "restricted volume types (volumes \"v\", \"w\" use restricted volume types \"gitRepo\", \"nfs\")")]
    [InlineData("[{'name':'v','other':{}}]", "restricted volume types (volume \"v\" uses restricted volume type \"unknown\")")]
    public void Volumes_AreOfFewKinds(string volumes, string expected) =>
        Judged.Changed("restricted:latest", spec: $"{{'volumes':{volumes}}}").ShouldBe(expected);
}

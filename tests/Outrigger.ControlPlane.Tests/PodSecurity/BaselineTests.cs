namespace Outrigger.ControlPlane.Tests.PodSecurity;

/// <summary>The checks of the level baseline: who is refused, and in which words.</summary>
public sealed class BaselineTests
{
    [Theory]
    [InlineData("{'containers':[{'name':'a'}]}", "")]
    [InlineData("{'hostNetwork':true,'hostPID':true,'hostIPC':true,'containers':[]}", "host namespaces (hostNetwork=true, hostPID=true, hostIPC=true)")]
    [InlineData("{'hostNetwork':false,'hostIPC':true,'containers':[]}", "host namespaces (hostIPC=true)")]
    [InlineData("{'volumes':[{'name':'v','hostPath':{'path':'/'}},{'name':'e','emptyDir':{}}]}", "hostPath volumes (volume \"v\")")]
    [InlineData("{'volumes':[{'name':'v','hostPath':{}},{'name':'w','hostPath':{}}]}", "hostPath volumes (volumes \"v\", \"w\")")]
    [InlineData("{'initContainers':[{'name':'i','ports':[{'hostPort':0}]}],'containers':[{'name':'a','ports':[{'hostPort':80}]}]}", "hostPort (container \"a\" uses hostPort 80)")]
    [InlineData("{'initContainers':[{'name':'i','ports':[{'hostPort':9}]}],'containers':[{'name':'a','ports':[{'hostPort':80}]}]}", "hostPort (containers \"i\", \"a\" use hostPorts 80, 9)")]
    public void Host_IsNotShared(string spec, string expected) => Judged.Spec("baseline:latest", spec).ShouldBe(expected);

    [Theory]
    [InlineData("{'privileged':true}", "privileged (container \"a\" must not set securityContext.privileged=true)")]
    [InlineData("{'privileged':false}", "")]
    [InlineData("{'capabilities':{'add':['CHOWN','KILL']}}", "")]
    [InlineData("{'capabilities':{'add':['SYS_ADMIN','CHOWN','NET_RAW']}}", "non-default capabilities (container \"a\" must not include \"NET_RAW\", \"SYS_ADMIN\" in securityContext.capabilities.add)")]
    [InlineData("{'procMount':'Default'}", "")]
    [InlineData("{'procMount':'Unmasked'}", "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")")]
    [InlineData("{'appArmorProfile':{'type':'Localhost'}}", "")]
    [InlineData("{'appArmorProfile':{'type':'Unconfined'}}", "forbidden AppArmor profile (container \"a\" must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("{'seccompProfile':{'type':'Localhost'}}", "")]
    [InlineData("{'seccompProfile':{'type':'Unconfined'}}", "seccompProfile (container \"a\" must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("{'seLinuxOptions':{'type':'container_t'}}", "")]
    [InlineData("{'seLinuxOptions':{'type':'x','user':'u','role':'r'}}", "seLinuxOptions (container \"a\" set forbidden securityContext.seLinuxOptions: type \"x\"; user may not be set; role may not be set)")]
    [InlineData("{'windowsOptions':{'hostProcess':true}}", "hostProcess (container \"a\" must not set securityContext.windowsOptions.hostProcess=true)")]
    public void Container_OfABadContext_IsNamed(string context, string expected)
    {
        foreach (var list in (string[])["initContainers", "containers", "ephemeralContainers"])
        {
            Judged.Spec("baseline:latest", $"{{'{list}':[{{'name':'a','securityContext':{context}}}]}}").ShouldBe(expected);
        }
    }

    [Theory]
    [InlineData("{'appArmorProfile':{'type':'Unconfined'}}", "forbidden AppArmor profile (pod and container \"a\" must not set AppArmor profile type to \"Unconfined\")")]
    [InlineData("{'seccompProfile':{'type':'Unconfined'}}", "seccompProfile (pod and container \"a\" must not set securityContext.seccompProfile.type to \"Unconfined\")")]
    [InlineData("{'seLinuxOptions':{'type':'x'}}", "seLinuxOptions (pod and container \"a\" set forbidden securityContext.seLinuxOptions: type \"x\")")]
    [InlineData("{'windowsOptions':{'hostProcess':true}}", "hostProcess (pod and container \"a\" must not set securityContext.windowsOptions.hostProcess=true)")]
    public void Pod_OfABadContext_IsNamedFirst(string context, string expected) =>
        Judged.Spec("baseline:latest", $"{{'securityContext':{context},'containers':[{{'name':'a','securityContext':{context}}}]}}").ShouldBe(expected);

    [Theory]
    [InlineData("latest", "net.ipv4.tcp_rmem", "")]
    [InlineData("v1.31", "net.ipv4.tcp_rmem", "forbidden sysctls (net.ipv4.tcp_rmem)")]
    [InlineData("v1.29", "net.ipv4.tcp_fin_timeout", "")]
    [InlineData("v1.28", "net.ipv4.tcp_fin_timeout", "forbidden sysctls (net.ipv4.tcp_fin_timeout)")]
    [InlineData("v1.27", "net.ipv4.ip_local_reserved_ports", "")]
    [InlineData("v1.26", "net.ipv4.ip_local_reserved_ports", "forbidden sysctls (net.ipv4.ip_local_reserved_ports)")]
    [InlineData("v1.0", "kernel.shm_rmid_forced", "")]
    [InlineData("latest", "kernel.msgmax", "forbidden sysctls (kernel.msgmax)")]
    public void Sysctls_AreThoseOfTheVersion(string version, string sysctl, string expected) =>
        Judged.Spec($"baseline:{version}", $"{{'securityContext':{{'sysctls':[{{'name':'{sysctl}'}}]}}}}").ShouldBe(expected);

    [Theory]
    [InlineData("v1.33", "{'livenessProbe':{'httpGet':{'host':'h'}}}", "")]
    [InlineData("v1.34", "{'livenessProbe':{'httpGet':{'host':''}}}", "")]
    [InlineData("v1.34", "{'livenessProbe':{'httpGet':{'host':'h'}}}", "probe or lifecycle host (container \"a\" uses probe or lifecycle host \"h\")")]
    [InlineData("latest", "{'startupProbe':{'tcpSocket':{'host':'x'}},'lifecycle':{'preStop':{'httpGet':{'host':'h'}}}}", "probe or lifecycle host (container \"a\" uses probe or lifecycle hosts \"h\", \"x\")")]
    public void Probes_NameNoHost(string version, string container, string expected) =>
        Judged.Changed($"baseline:{version}", container: container).ShouldBe(expected);

    [Theory]
    [InlineData("v1.30", "type \"container_engine_t\"")]
    [InlineData("v1.31", "")]
    public void SeLinux_EngineType_IsAllowedSince31(string version, string expected)
    {
        var told = Judged.Changed($"baseline:{version}", own: "{'seLinuxOptions':{'type':'container_engine_t'}}");

        told.ShouldBe(expected.Length == 0 ? "" : $"seLinuxOptions (container \"a\" set forbidden securityContext.seLinuxOptions: {expected})");
    }

    [Theory]
    [InlineData("v1.34", "procMount (container \"a\" must not set securityContext.procMount to \"Unmasked\")")]
    [InlineData("v1.35", "")]
    public void ProcMount_OwnUsers_AreFreeSince35(string version, string expected) =>
        Judged.Changed($"baseline:{version}", spec: "{'hostUsers':false}", own: "{'procMount':'Unmasked'}").ShouldBe(expected);

    [Fact]
    public void Annotations_OfOldProfiles_AreRead()
    {
        var pod = Judged.Read(Judged.Good);
        pod["metadata"] = Judged.Read("""
            {'annotations':{'container.apparmor.security.beta.kubernetes.io/a':'unconfined','container.apparmor.security.beta.kubernetes.io/b':'localhost/x',
             'seccomp.security.alpha.kubernetes.io/pod':'unconfined','container.seccomp.security.alpha.kubernetes.io/other':'unconfined'}}
            """);

        const string Armor = "forbidden AppArmor profile (annotation must not set AppArmor profile type to \"container.apparmor.security.beta.kubernetes.io/a=\"unconfined\"\")";
        Judged.By("baseline:latest", pod).ShouldBe(Armor);
        Judged.By("baseline:v1.18", pod).ShouldBe($"{Armor}, seccompProfile (forbidden annotation seccomp.security.alpha.kubernetes.io/pod=\"unconfined\")");
    }

    [Fact]
    public void Privileged_AllowsAll() =>
        Judged.Spec("privileged:latest", "{'hostNetwork':true,'containers':[{'name':'a','securityContext':{'privileged':true}}]}").ShouldBe("");
}

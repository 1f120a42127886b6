using System.Net;
using System.Net.Sockets;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Doctor.Model;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Client.Rest;
using Outrigger.TestKit.Tls;

namespace Outrigger.Functional.Tests.Doctor;

/// <summary>The recipe's "Common Issues": each is produced with real servers, the doctor names it, and where it can its command mends it.</summary>
public sealed class CommonIssueTests(DoctorCluster cluster) : IClassFixture<DoctorCluster>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await cluster.HealAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Healthy_NothingFails()
    {
        var section = await cluster.LookAsync();
        section.Rows.Where(r => r.Result.State is CheckState.Fail or CheckState.Warn).ShouldBeEmpty();
        section.Rows.Where(r => r.Result.State == CheckState.NotTried).Select(r => r.Check).ShouldBe(["pods", "DNS"]);
    }

    [Fact]
    public async Task Pods_CrashingAndNotReady_AreNamedWithTheirLastWords()
    {
        await cluster.StopAsync();
        await cluster.EndpointAsync(cluster.WidgetServer.Port, ready: false);
        await cluster.CrashedPodAsync("panic: out of luck");

        (await cluster.SeesAsync("pods", CheckState.Fail)).Message.ShouldContain("custom-api-server-abc is CrashLoopBackOff: panic: out of luck");
        var endpoints = await cluster.SeesAsync("endpoints", CheckState.Fail);
        endpoints.Message.ShouldContain("none of 1 addresses behind custom-system/custom-api-server is ready");
        endpoints.Fix.ShouldBe("kubectl logs -n custom-system -l app=custom-api-server --tail=20");
        (await cluster.SeesAsync("Available", CheckState.Fail)).Message.ShouldContain("MissingEndpoints");
        (await cluster.SeesAsync("TLS", CheckState.NotTried)).Message.ShouldBe("needs TCP");
    }

    [Fact]
    public async Task Pods_NoneWanted_IsNamedAndMended()
    {
        await cluster.PatchAsync("apps", "deployments", DemoNames.Server, """{"spec": {"replicas": 0}}""");
        var pods = await cluster.SeesAsync("pods", CheckState.Fail);
        pods.Message.ShouldBe("the Deployment custom-api-server wants no pods");
        await cluster.MendAsync(pods.Fix);
        await cluster.SeesAsync("pods", CheckState.NotTried);
    }

    [Fact]
    public async Task Network_NobodyListens_IsConnectionRefused()
    {
        await cluster.StopAsync();
        (await cluster.SeesAsync("TCP", CheckState.Fail)).Message.ShouldContain("refuses the connection: no server listens there");
        (await cluster.SeesAsync("Available", CheckState.Fail)).Message.ShouldContain("FailedDiscoveryCheck");
        (await cluster.SeesAsync("call", CheckState.NotTried)).Message.ShouldBe("needs discovery");
    }

    [Fact]
    public async Task Network_Dropped_IsTimeoutThatNamesThePolicies()
    {
        var policies = new ResourcePath(new GroupVersionResource("networking.k8s.io", "v1", "networkpolicies"), DemoNames.Namespace);
        await cluster.MendAsync("kubectl create -n custom-system -f - <<< '{\"apiVersion\":\"networking.k8s.io/v1\",\"kind\":\"NetworkPolicy\",\"metadata\":{\"name\":\"deny-all\"},\"spec\":{\"podSelector\":{}}}'");
        using var full = new BlackHole();
        await cluster.EndpointAsync(full.Port);

        // the main server has to notice too: until it does, it says that it reaches the server
        var seen = await cluster.SeesAsync("TCP", CheckState.Fail, timeout: 0.3);
        seen.Message.ShouldContain("something between here and there drops the traffic; NetworkPolicies there: deny-all");
        seen.Fix.ShouldBe("kubectl get networkpolicy deny-all -n custom-system -o yaml");
        await cluster.Client.DeleteAsync(policies.Named("deny-all"), null, CancellationToken.None);
    }

    [Fact]
    public async Task Tls_NotSpoken_IsNamed()
    {
        using var plain = new TcpListener(IPAddress.Loopback, 0);
        plain.Start();
        _ = AnswerPlainlyAsync(plain);
        await cluster.EndpointAsync(((IPEndPoint)plain.LocalEndpoint).Port);
        (await cluster.SeesAsync("TLS", CheckState.Fail)).Message.ShouldContain("does not speak TLS");
    }

    [Fact]
    public async Task Tls_Expired_IsNamed()
    {
        var then = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(-2));
        await cluster.ServeAsync(WidgetCertificates.Create(then).Serving);
        var seen = await cluster.SeesAsync("certificate time", CheckState.Fail);
        seen.Message.ShouldContain("CN=custom-api-server expired on");
        seen.Fix.ShouldBe("kubectl create secret tls custom-api-server-tls -n custom-system --cert=server.crt --key=server.key --dry-run=client -o yaml | kubectl apply -f -");
    }

    [Fact]
    public async Task Tls_NotYetValid_IsNamed()
    {
        var then = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(2));
        await cluster.ServeAsync(WidgetCertificates.Create(then).Serving);
        (await cluster.SeesAsync("certificate time", CheckState.Fail)).Message.ShouldContain("is not valid before");
    }

    [Fact]
    public async Task Tls_EndsSoon_IsWarnedAbout()
    {
        var then = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddDays(-360));
        await cluster.ServeAsync(WidgetCertificates.Create(then).Serving);
        (await cluster.SeesAsync("certificate time", CheckState.Warn)).Message.ShouldContain("ends soon");
    }

    [Fact]
    public async Task Tls_WrongName_IsNamedWithTheNamesThatAreThere()
    {
        var authority = new CertificateAuthority(CertificateAuthority.Create("ca", TimeProvider.System), TimeProvider.System);
        await cluster.ServeAsync(authority.Issue(new LeafRequest("x", LeafUse.Server) { DnsNames = ["widgets.example.com"] }));
        (await cluster.SeesAsync("certificate name", CheckState.Fail)).Message
            .ShouldContain("does not carry custom-api-server.custom-system.svc, only widgets.example.com");
    }

    [Fact]
    public async Task CaBundle_OfAnotherAuthority_IsNamedAndMended()
    {
        var other = CertificateAuthority.Create("another-ca", TimeProvider.System).CertificatePem;
        await cluster.PatchAsync("apiregistration.k8s.io", "apiservices", DemoNames.ApiService, $$$"""{"spec": {"caBundle": "{{{WidgetCertificates.Base64(other)}}}"}}""", "");
        var seen = await cluster.SeesAsync("certificate chain", CheckState.Fail);
        seen.Message.ShouldContain("signed by CN=custom-api-server-ca, which the caBundle does not hold (CN=another-ca)");
        await cluster.SeesAsync("Available", CheckState.Fail);
        await cluster.MendAsync(seen.Fix);
        await cluster.SeesAsync("certificate chain", CheckState.Ok);
        await cluster.SeesAsync("Available", CheckState.Ok);
    }

    [Fact]
    public async Task CaBundle_Expired_IsNamed()
    {
        var then = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(-11));
        var old = CertificateAuthority.Create("old-ca", then).CertificatePem;
        await cluster.PatchAsync("apiregistration.k8s.io", "apiservices", DemoNames.ApiService, $$$"""{"spec": {"caBundle": "{{{WidgetCertificates.Base64(old)}}}"}}""", "");
        (await cluster.SeesAsync("caBundle", CheckState.Fail)).Message.ShouldContain("authority CN=old-ca expired on");
    }

    [Fact]
    public async Task CaBundle_NotVerified_IsWarnedAbout()
    {
        await cluster.PatchAsync("apiregistration.k8s.io", "apiservices", DemoNames.ApiService, """{"spec": {"caBundle": null, "insecureSkipTLSVerify": true}}""", "");
        var seen = await cluster.SeesAsync("caBundle", CheckState.Warn);
        PrivateFiles.Write(Path.Combine(cluster.Folder.Data.Root, "ca.crt"), await File.ReadAllTextAsync(cluster.Folder.Authority));
        await cluster.MendAsync($"cd '{cluster.Folder.Data.Root}' && {seen.Fix}");
        await cluster.SeesAsync("caBundle", CheckState.Ok);
    }

    [Theory]
    [InlineData("auth-delegator", "clusterrolebindings", "custom-api-server:system:auth-delegator", "", "the ClusterRoleBinding to system:auth-delegator is missing")]
    [InlineData("auth-reader", "rolebindings", "custom-api-server-auth-reader", "kube-system", "the RoleBinding to extension-apiserver-authentication-reader in kube-system is missing")]
    public async Task Binding_Missing_IsNamedAndMended(string check, string resource, string name, string ns, string message)
    {
        await cluster.Client.DeleteAsync(new ResourcePath(new GroupVersionResource("rbac.authorization.k8s.io", "v1", resource), ns, name), null, CancellationToken.None);
        var seen = await cluster.SeesAsync(check, CheckState.Fail);
        seen.Message.ShouldContain(message);
        await cluster.MendAsync(seen.Fix);
        await cluster.SeesAsync(check, CheckState.Ok);
    }

    [Fact]
    public async Task ServiceAccount_Missing_IsNamedAndMended()
    {
        await cluster.PatchAsync("apps", "deployments", DemoNames.Server, """{"spec": {"template": {"spec": {"serviceAccountName": "other"}}}}""");
        var seen = await cluster.SeesAsync("auth-delegator", CheckState.Fail);
        seen.Message.ShouldContain("the service account custom-system/other is missing");
        await cluster.MendAsync(seen.Fix);
        (await cluster.SeesAsync("auth-delegator", CheckState.Fail)).Fix.ShouldEndWith("--serviceaccount=custom-system:other");
    }

    [Fact]
    public async Task AuthConfig_NotRead_IsNamed()
    {
        var another = Path.Combine(cluster.Folder.Data.Root, "another.crt");
        PrivateFiles.Write(another, CertificateAuthority.Create("another-front-proxy", TimeProvider.System).CertificatePem);
        await cluster.RestartAsync($"--requestheader-client-ca-file={another}", "--requestheader-allowed-names=front-proxy-client");
        (await cluster.SeesAsync("front proxy", CheckState.Fail)).Message.ShouldContain("it does not take its word for who calls");
    }

    [Fact]
    public async Task IdentityHeaders_BelievedWithoutCertificate_AreNamed()
    {
        await using var gullible = await TlsServer.StartAsync(http => Task.CompletedTask);
        await cluster.EndpointAsync(gullible.Url.Port);
        (await cluster.SeesAsync("identity headers", CheckState.Fail)).Message.ShouldContain("answers a forged X-Remote-User that came without a certificate");
        (await cluster.SeesAsync("front proxy", CheckState.Fail)).Message.ShouldContain("asks for no client certificate");
    }

    [Fact]
    public async Task Registration_ServiceWithoutThePort_IsNamedAndMended()
    {
        await cluster.PatchAsync("apiregistration.k8s.io", "apiservices", DemoNames.ApiService, """{"spec": {"service": {"port": 8080}}}""", "");
        var seen = await cluster.SeesAsync("Service", CheckState.Fail);
        seen.Message.ShouldBe("custom-system/custom-api-server has no port 8080, only 443");
        await cluster.MendAsync(seen.Fix);
        await cluster.SeesAsync("Service", CheckState.Ok);
    }

    [Fact]
    public async Task Registration_ApiServiceMissing_IsNamed()
    {
        await cluster.Client.DeleteAsync(new ResourcePath(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"), Name: DemoNames.ApiService), null, CancellationToken.None);
        (await cluster.SeesAsync("APIService", CheckState.Fail)).Message.ShouldContain("nobody answers for custom.example.com/v1");
    }

    [Fact]
    public async Task LocalKind_WithTheSameGroupVersion_IsWarnedAbout()
    {
        await cluster.MendAsync("""
            kubectl create -f - <<< '{"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"things.custom.example.com"},
              "spec":{"group":"custom.example.com","scope":"Namespaced","names":{"kind":"Thing","plural":"things"},
              "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object"}}}]}}'
            """);
        var seen = await cluster.SeesAsync("local kinds", CheckState.Warn);
        seen.Message.ShouldContain("things.custom.example.com has the same group and version");
        await cluster.MendAsync(seen.Fix);
        await cluster.SeesAsync("local kinds", CheckState.Ok);
    }

    private static async Task AnswerPlainlyAsync(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using var socket = await listener.AcceptSocketAsync(CancellationToken.None);
                await socket.SendAsync("HTTP/1.1 400 Bad Request\r\n\r\n"u8.ToArray(), CancellationToken.None);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // the test is over
        }
    }
}

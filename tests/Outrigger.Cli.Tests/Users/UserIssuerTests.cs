using System.Net;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.Cli.Users;
using Outrigger.Client.Configuration;

namespace Outrigger.Cli.Tests.Users;

public sealed class UserIssuerTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly SetTime time = new(Start);
    private readonly DataDirectory data;
    private readonly PkiFolder pki;

    public UserIssuerTests()
    {
        data = new DataDirectory(folder["data"]);
        data.Prepare();
        pki = new PkiFolder(data.Pki, time);
        EnsureAdmin("https://127.0.0.1:6443");
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void AdminKubeconfig_FirstStart_IsTheMastersWayIn()
    {
        var config = Kubeconfig.Load(data.Kubeconfig).ToClientConfig(time, "outrigger");
        config.Server.ShouldBe(new Uri("https://127.0.0.1:6443"));
        config.ClientCertificate![0].Subject.ShouldBe("O=system:masters, CN=admin");
        File.GetUnixFileMode(data.Kubeconfig).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public void AdminKubeconfig_OtherPort_KeepsCertificateAndFurtherUsers()
    {
        new UserIssuer(time).Add(new UserRequest("alice", ["dev"], data.Root, data.Kubeconfig, false));
        var before = KubeconfigFile.Open(data.Kubeconfig).FindUser("admin");
        EnsureAdmin("https://127.0.0.1:7443");
        var after = KubeconfigFile.Open(data.Kubeconfig);
        after.FindUser("admin").ShouldBe(before);
        after.FindUser("alice").ShouldNotBeNull();
        after.FindCluster("outrigger")!.Value.Server.ShouldBe("https://127.0.0.1:7443");
    }

    [Fact]
    public void AdminKubeconfig_AgeingCertificate_IsRenewed()
    {
        var before = KubeconfigFile.Open(data.Kubeconfig).FindUser("admin");
        time.Now = Start.AddDays(340);
        EnsureAdmin("https://127.0.0.1:6443");
        KubeconfigFile.Open(data.Kubeconfig).FindUser("admin").ShouldNotBe(before);
    }

    [Fact]
    public void Add_OwnFile_HasCertificateWithGroups()
    {
        var (path, context) = new UserIssuer(time).Add(new UserRequest("system:node:a", ["dev", "ops"], data.Root, null, false));
        path.ShouldBe(Path.Combine(data.Root, "users", "system_node_a.kubeconfig"));
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        using var own = Kubeconfig.Load(path).ToClientConfig(time, context).ClientCertificate![0];
        own.Subject.ShouldBe("O=dev, O=ops, CN=system:node:a");
        own.NotAfter.ToUniversalTime().ShouldBe(Start.AddYears(1).UtcDateTime);
        KubeconfigFile.Open(path).Has("users", "admin").ShouldBeFalse();
    }

    [Fact]
    public void Add_NamedFile_IsAddedToAndNeverReplacedUnasked()
    {
        var issuer = new UserIssuer(time);
        var request = new UserRequest("alice", ["dev"], data.Root, data.Kubeconfig, false);
        issuer.Add(request).ShouldBe((data.Kubeconfig, "alice"));
        var kubeconfig = Kubeconfig.Load(data.Kubeconfig);
        kubeconfig.CurrentContext.ShouldBe("outrigger");
        kubeconfig.Users.Keys.Order(StringComparer.Ordinal).ShouldBe(["admin", "alice"]);
        Should.Throw<StartupException>(() => issuer.Add(request)).Message.ShouldContain("--force");
        issuer.Add(request with { Force = true });
    }

    [Fact]
    public void Add_NothingRight_TellsEveryProblem()
    {
        var refusal = Should.Throw<StartupException>(
            () => new UserIssuer(time).Add(new UserRequest(" ", ["", "system:masters"], folder["none"], null, false)));
        refusal.Problems.Count.ShouldBe(4);
        Directory.Exists(folder["none"]).ShouldBeFalse();
    }

    private void EnsureAdmin(string server)
    {
        var all = ServerPki.Ensure(pki, IPAddress.Loopback, "machine");
        AdminKubeconfig.Save(AdminKubeconfig.Prepare(data.Kubeconfig, pki, all.ClusterAuthority), server, all.ClusterAuthority.CertificatePem);
    }
}

using Outrigger.Client.Configuration;
using Outrigger.Client.Tests.Support;

namespace Outrigger.Client.Tests.Configuration;

public sealed class KubeconfigTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("kubeconfig").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task Load_RelativePathsAndTokenFile_AreTakenFromTheFilesFolder()
    {
        using var authority = TestCertificates.Authority("ca");
        using var own = TestCertificates.Server(authority, "alice", [], clientUseOnly: true);
        Put("pki/ca.crt", authority.ExportCertificatePem());
        Put("pki/a.crt", own.ExportCertificatePem());
        Put("pki/a.key", own.GetECDsaPrivateKeyPem());
        Put("token", "secret\n");
        var path = Put("config", """
            {"current-context": "c",
             "clusters": [{"name": "k", "cluster": {"server": "10.0.0.1:6443", "certificate-authority": "pki/ca.crt", "tls-server-name": "api"}}],
             "users": [{"name": "u", "user": {"client-certificate": "pki/a.crt", "client-key": "pki/a.key", "tokenFile": "token", "token": "no"}}],
             "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u", "namespace": "dev"}}]}
            """);
        var config = Kubeconfig.Load(path).ToClientConfig(TimeProvider.System);
        config.Server.ShouldBe(new Uri("https://10.0.0.1:6443"));
        config.Authorities!.Single().Thumbprint.ShouldBe(authority.Thumbprint);
        config.ClientCertificate![0].HasPrivateKey.ShouldBeTrue();
        config.TlsServerName.ShouldBe("api");
        config.Namespace.ShouldBe("dev");
        (await config.Token!.GetAsync(default)).ShouldBe("secret");
    }

    [Theory]
    [InlineData("""{"contexts": []}""", "no current-context")]
    [InlineData("""{"current-context": "x", "contexts": [{"name": "c", "context": {}}]}""", "no context \"x\"; it has c")]
    [InlineData("""{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k"}}]}""", "names the cluster \"k\"")]
    [InlineData("""{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k", "user": "u"}}], "clusters": [{"name": "k", "cluster": {"server": "https://x"}}], "users": [{"name": "u", "user": {"exec": {}}}]}""", "uses exec, which is not supported")]
    [InlineData("""{"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k"}}], "clusters": [{"name": "k", "cluster": {"server": "ftp://x"}}]}""", "is no address")]
    [InlineData("""{"clusters": [{"name": "k", "cluster": {"certificate-authority-data": "%%"}}]}""", "not base64")]
    [InlineData("[", "is no kubeconfig")]
    public void ToClientConfig_Unusable_NamesTheCause(string text, string cause)
    {
        var path = Put("config", text);
        var refusal = Should.Throw<ClientConfigException>(() => Kubeconfig.Load(path).ToClientConfig(TimeProvider.System));
        refusal.Message.ShouldContain(cause);
    }

    [Fact]
    public void Merge_SameName_FirstWins()
    {
        var first = Kubeconfig.Load(Put("a", """{"clusters": [{"name": "k", "cluster": {"server": "https://a"}}]}"""));
        var second = Kubeconfig.Load(Put("b", """
            {"current-context": "c", "clusters": [{"name": "k", "cluster": {"server": "https://b"}}], "contexts": [{"name": "c", "context": {"cluster": "k"}}]}
            """));
        Kubeconfig.Merge(first, second).ToClientConfig(TimeProvider.System).Server.ShouldBe(new Uri("https://a"));
    }

    [Fact]
    public async Task InCluster_MountedAccount_IsRead()
    {
        using var authority = TestCertificates.Authority("ca");
        Put("sa/ca.crt", authority.ExportCertificatePem());
        Put("sa/token", "t1");
        Put("sa/namespace", "prod\n");
        var config = InClusterConfig.Load("fd00::1", "443", TimeProvider.System, Path.Combine(folder, "sa"));
        config.Server.ShouldBe(new Uri("https://[fd00::1]:443"));
        config.Namespace.ShouldBe("prod");
        (await config.Token!.GetAsync(default)).ShouldBe("t1");
    }

    [Fact]
    public async Task TokenFile_Renewed_RefreshFindsTheNewToken()
    {
        var path = Put("token", "one");
        var source = new TokenFile(path, TimeProvider.System);
        (await source.GetAsync(default)).ShouldBe("one");
        (await source.RefreshAsync("one", default)).ShouldBeFalse();
        Put("token", "two");
        (await source.GetAsync(default)).ShouldBe("one", "the file is looked at every 10 seconds only");
        (await source.RefreshAsync("one", default)).ShouldBeTrue();
        (await source.GetAsync(default)).ShouldBe("two");
        File.Delete(path);
        (await source.RefreshAsync("two", default)).ShouldBeFalse();
        (await source.GetAsync(default)).ShouldBe("two");
    }

    private string Put(string name, string text)
    {
        var path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
        return path;
    }
}

using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;
using Outrigger.Server.Extension;

namespace Outrigger.Server.Tests.Extension;

public sealed class ExtensionFlagsTests
{
    [Fact]
    public void Parse_BothForms_AreRead()
    {
        var options = ExtensionFlags.Parse(["--secure-port=8443", "--data-dir", "/tmp/x", "--bind-address=127.0.0.1"]);
        (options.SecurePort, options.DataDir, options.BindAddress).ShouldBe((8443, "/tmp/x", "127.0.0.1"));
    }

    [Fact]
    public void Parse_Nothing_GivesTheDefaults()
    {
        var options = ExtensionFlags.Parse([]);
        (options.SecurePort, options.DataDir, options.BindAddress, options.Help).ShouldBe((443, "data", "0.0.0.0", false));
    }

    [Theory]
    [InlineData("10.0.5")]
    [InlineData("1")]
    public void Parse_WhatIsNoWholeAddress_IsRefused(string text) =>
        Should.Throw<ArgumentException>(() => ExtensionFlags.Parse([$"--bind-address={text}"])).Message.ShouldContain("--bind-address");

    [Fact]
    public void Parse_EtcdServers_AreAList() =>
        ExtensionFlags.Parse(["--etcd-servers=https://a:2379, https://b:2379", "--etcd-prefix=/widgets"])
            .EtcdServers.ShouldBe(["https://a:2379", "https://b:2379"]);

    [Fact]
    public void Parse_EtcdFlagsThatMissOthers_AreRefused()
    {
        var problems = Should.Throw<ArgumentException>(() => ExtensionFlags.Parse(["--etcd-certfile=/nosuch/etcd.crt"])).Message;
        problems.ShouldContain("go with --etcd-servers");
        problems.ShouldContain("--etcd-certfile and --etcd-keyfile go together");
        problems.ShouldContain("/nosuch/etcd.crt: no such file");
    }

    [Fact]
    public void Parse_AccessFlags_AreRead()
    {
        var file = Path.GetTempFileName();
        try
        {
            var options = ExtensionFlags.Parse([
                $"--requestheader-client-ca-file={file}", "--requestheader-allowed-names=a,b", "--requestheader-username-headers=X-U", "--requestheader-uid-headers=X-I",
                "--requestheader-group-headers=X-G", "--requestheader-extra-headers-prefix=X-E-", "--authentication-token-webhook-cache-ttl=3s",
                "--authorization-webhook-cache-authorized-ttl=1m", "--authorization-webhook-cache-unauthorized-ttl=0", "--authorization-always-allow-paths=/livez,/public/*"]);

            options.RequestHeaderClientCaFile.ShouldBe(file);
            var proxy = options.FrontProxy.ShouldNotBeNull();
            string.Join(' ', [.. proxy.AllowedNames, .. proxy.UsernameHeaders, .. proxy.UidHeaders, .. proxy.GroupHeaders, .. proxy.ExtraHeaderPrefixes]).ShouldBe("a b X-U X-I X-G X-E-");
            (options.TokenCacheTtl, options.AuthorizedCacheTtl, options.UnauthorizedCacheTtl).ShouldBe((TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1), TimeSpan.Zero));
            options.AlwaysAllowPaths.ShouldBe(["/livez", "/public/*"]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData("--requestheader-allowed-names=a", "go with --requestheader-client-ca-file")]
    [InlineData("--requestheader-client-ca-file=/dev/null", "goes with --requestheader-allowed-names")]
    [InlineData("--authorization-webhook-cache-authorized-ttl=soon", "give a duration")]
    public void Parse_WrongAccessFlags_AreRefused(string flag, string problem) =>
        Should.Throw<ArgumentException>(() => ExtensionFlags.Parse([flag])).Message.ShouldContain(problem);

    [Theory]
    [InlineData("/livez", true)]
    [InlineData("/livez/ping", false)]
    [InlineData("/public/x/y", true)]
    [InlineData("/publicity", false)]
    [InlineData("/metrics", false)]
    public async Task AllowedPaths_AllowThoseAlone(string path, bool allowed)
    {
        var authorizer = new AllowedPathsAuthorizer(["/livez", "/public/*"]);

        (await authorizer.AuthorizeAsync(new AuthorizationRequest(UserInfo.Anonymous, "get", false, path), TestServer.Token))
            .Verdict.ShouldBe(allowed ? AuthorizationVerdict.Allow : AuthorizationVerdict.NoOpinion);
        (await authorizer.AuthorizeAsync(new AuthorizationRequest(UserInfo.Anonymous, "get", true, path), TestServer.Token))
            .Verdict.ShouldBe(AuthorizationVerdict.NoOpinion, "resources are not paths");
    }

    [Fact]
    public void Parse_SeveralProblems_TellsThemAllAtOnce()
    {
        var problems = Should.Throw<ArgumentException>(() => ExtensionFlags.Parse(
            ["--nosuch=1", "--secure-port=70000", "--tls-cert-file=/nosuch/tls.crt", "--kubeconfig"])).Message.Split('\n');
        problems.Length.ShouldBe(5);
        problems[0].ShouldContain("unknown flag --nosuch=1");
        problems[1].ShouldContain("--secure-port=70000");
        problems[2].ShouldContain("--kubeconfig needs a value");
        problems[3].ShouldContain("go together");
        problems[4].ShouldContain("/nosuch/tls.crt: no such file");
    }

    [Fact]
    public void Help_NamesEveryRecipeFlag()
    {
        var help = ExtensionFlags.Help("widgets");
        foreach (var flag in new[] { "--secure-port", "--etcd-servers", "--tls-cert-file", "--tls-private-key-file", "--client-ca-file" })
        {
            help.ShouldContain(flag);
        }
    }

    [Fact]
    public void Parse_AutoTls_TakesItsFlags()
    {
        ExtensionFlags.Parse([]).AutoTls.ShouldBeNull();
        ExtensionFlags.Parse(["--auto-tls", "--secure-port", "1"]).SecurePort.ShouldBe(1);
        var auto = ExtensionFlags.Parse(
            ["--auto-tls", "--auto-tls-register", "--auto-tls-service=ns/name", "--auto-tls-names=a.example.com,10.0.0.1", "--auto-tls-secret", "keys"]).AutoTls!;
        auto.Service.ShouldBe("ns/name");
        auto.FurtherNames.ShouldBe(["a.example.com", "10.0.0.1"]);
        auto.Secret.ShouldBe("keys");
        auto.Register.ShouldBeTrue();
        ExtensionFlags.Parse(["--auto-tls=false"]).AutoTls.ShouldBeNull();
        Should.Throw<ArgumentException>(() => ExtensionFlags.Parse(["--auto-tls-service=name"])).Message.ShouldBe("--auto-tls-service=name: give NAMESPACE/NAME");
    }

    [Theory]
    [InlineData("--auto-tls-secret=keys")]
    [InlineData("--auto-tls-register=false")]
    [InlineData("--auto-tls=false", "--auto-tls-names=a")]
    [InlineData("--auto-tls-names=a", "--auto-tls=false")]
    public void Parse_FlagsOfAutoTls_DoNotSwitchItOn(params string[] args) =>
        Should.Throw<ArgumentException>(() => ExtensionFlags.Parse(args)).Message.ShouldBe(
            "--auto-tls-service, --auto-tls-names, --auto-tls-secret and --auto-tls-register go with --auto-tls: give it as well.");

    [Theory]
    [InlineData("--auto-tls", "--auto-tls-secret=keys")]
    [InlineData("--auto-tls-secret=keys", "--auto-tls")]
    public void Parse_AutoTls_InAnyOrder_KeepsItsFlags(params string[] args) => ExtensionFlags.Parse(args).AutoTls!.Secret.ShouldBe("keys");
}

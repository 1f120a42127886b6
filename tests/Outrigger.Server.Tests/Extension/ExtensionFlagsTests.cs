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
}

using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Demo;
using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Demo.Recipe;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Tests.Demo;

public sealed class RecipeTests
{
    [Theory]
    [InlineData("custom-api-server.yaml", 6)]
    [InlineData("secrets.yaml", 2)]
    [InlineData("endpoints.yaml", 1)]
    [InlineData("apiservice.yaml", 1)]
    [InlineData("widget.yaml", 1)]
    [InlineData("busy.yaml", 2)]
    [InlineData("metrics-service.yaml", 2)]
    [InlineData("metrics-rbac.yaml", 6)]
    [InlineData("metrics-apiservice.yaml", 1)]
    public void Manifests_EveryFile_HoldsItsObjects(string file, int count)
    {
        var objects = ManifestText.Objects(ManifestText.Read(file, ("PORT", "8443"), ("CA_BUNDLE", "eA=="), ("TLS_CERTIFICATE", "eA=="), ("TLS_KEY", "eA==")));
        objects.Count.ShouldBe(count);
        objects.Select(o => JsonNodes.GetString(o, "metadata", "name")).ShouldNotContain((string?)null);
        ManifestText.Read(file, ("PORT", "1"), ("CA_BUNDLE", ""), ("TLS_CERTIFICATE", ""), ("TLS_KEY", "")).ShouldNotContain("${");
    }

    [Fact]
    public async Task Run_FolderOfAnEarlierRun_IsRefusedInOneLine()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(new DataDirectory(folder.Path).SharedPki);
        await File.WriteAllTextAsync(Path.Combine(new DataDirectory(folder.Path).SharedPki, "ca.crt"), "", TestContext.Current.CancellationToken);

        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Program.CreateShell(TimeProvider.System).RunAsync(["demo", "--once", "--data-dir", folder.Path], output, error);

        code.ShouldBe(1);
        error.ToString().ShouldBe($"error: --data-dir: {folder.Path} holds a control plane already; --once needs a new folder\n");
    }

    [Fact]
    public void PathOf_ObjectsOfTheRecipe_NamesTheirCollections() =>
        ManifestText.Objects(ManifestText.Read("custom-api-server.yaml")).Select(o => ManifestText.PathOf(o).ToString()).ShouldBe(
        [
            "api/v1/namespaces",
            "api/v1/namespaces/custom-system/serviceaccounts",
            "apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
            "apis/rbac.authorization.k8s.io/v1/namespaces/kube-system/rolebindings",
            "apis/apps/v1/namespaces/custom-system/deployments",
            "api/v1/namespaces/custom-system/services",
        ]);

    [Fact]
    public void Certificates_Created_ServeTheNamesOfTheService()
    {
        var made = WidgetCertificates.Create(TimeProvider.System);
        using var serving = made.Serving.ToCertificate();
        foreach (var name in new[] { "custom-api-server", "custom-api-server.custom-system", "custom-api-server.custom-system.svc", "custom-api-server.custom-system.svc.cluster.local" })
        {
            serving.MatchesHostname(name).ShouldBeTrue(name);
        }

        using var authority = X509Certificate2.CreateFromPem(made.AuthorityPem);
        serving.Issuer.ShouldBe("CN=custom-api-server-ca");
        authority.Subject.ShouldBe("CN=custom-api-server-ca");
    }

    [Theory]
    [InlineData(0, "a b", null)]
    [InlineData(0, "a", "\"b\" is not in the answer")]
    [InlineData(3, "a b", "exit code 3")]
    public void Output_Answer_IsChecked(int code, string output, string? problem) =>
        Expect.Output("a", "b")(new CommandResult(code, output, "")).ShouldBe(problem);

    [Theory]
    [InlineData("x/a created\ny/b configured\n", null)]
    [InlineData("x/a created\n", "1 objects created or configured, not 2")]
    [InlineData("x/a created\nerror: y/b failed\n", "1 objects created or configured, not 2")]
    public void Applied_Answer_IsCounted(string output, string? problem) =>
        Expect.Applied(2)(new CommandResult(0, output, "")).ShouldBe(problem);

    [Fact]
    public void Lines_Patterns_MustFitALineEach()
    {
        var result = new CommandResult(0, "NAME   AGE\nmine   5s\n", "");
        Expect.Lines(@"^NAME +AGE\s*$", @"^mine +\d+s\s*$")(result).ShouldBeNull();
        Expect.Lines("^yours")(result).ShouldBe("no line fits ^yours");
    }

    [Fact]
    public void Refusal_Success_IsAProblem()
    {
        Expect.Refusal("no")(new CommandResult(0, "", "no")).ShouldBe("it succeeded");
        Expect.Refusal("no")(new CommandResult(1, "", "no")).ShouldBeNull();
    }
}

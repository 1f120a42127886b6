using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Manifests;

/// <summary><c>outrigger manifests</c>: what it prints is what deploy/ has.</summary>
public sealed class ManifestTests(SharedCluster cluster)
{
    private static readonly string[] Recipe = ["manifests", "--name=custom-api-server", "--namespace=custom-system", "--group=custom.example.com", "--version=v1"];

    [Fact]
    public async Task Deploy_IsWhatTheCommandPrints()
    {
        var authority = cluster.Folder.Authority;
        var printed = Objects(await PrintAsync([.. Recipe, $"--ca-file={authority}"]));
        var bundle = Convert.ToBase64String(await File.ReadAllBytesAsync(authority));
        var files = Directory.GetFiles(DeployFolder()).Order(StringComparer.Ordinal).Where(f => !f.Contains("50-widget", StringComparison.Ordinal));
        var deployed = files.SelectMany(f => Objects(File.ReadAllText(f).Replace("${CA_BUNDLE}", bundle, StringComparison.Ordinal))).ToList();
        deployed.Select(Key).ShouldBe(printed.Select(Key));
        foreach (var (one, other) in deployed.Zip(printed))
        {
            JsonNodes.DeepEqual(one, other).ShouldBeTrue($"{Key(one)}:\n{one}\n{other}");
        }
    }

    [Fact]
    public async Task AutoTlsRegister_PrintsTheRightInsteadOfTheApiService()
    {
        var objects = Objects(await PrintAsync([.. Recipe, "--auto-tls", "--auto-tls-register"]));
        objects.ShouldNotContain(o => (string?)o["kind"] == "APIService");
        var rule = objects.Single(o => Key(o) == "ClusterRole/custom-api-server-auto-tls")["rules"]![0]!;
        rule["verbs"]!.ToJsonString().ShouldBe("[\"get\",\"patch\",\"create\"]");
        rule["resourceNames"]!.ToJsonString().ShouldBe("[\"v1.custom.example.com\"]");
        objects.Single(o => (string?)o["kind"] == "Deployment").ToJsonString().ShouldContain("--auto-tls-register");
        var (code, _, error) = await RunAsync([.. Recipe, "--cert-manager", "--auto-tls-register"]);
        (code, error.Trim()).ShouldBe((1, "error: --auto-tls-register is given without --auto-tls: give both"));
    }

    [Fact]
    public async Task CertManager_InjectsTheBundle()
    {
        var objects = Objects(await PrintAsync([.. Recipe, "--cert-manager"]));
        objects.Where(o => (string?)o["apiVersion"] == "cert-manager.io/v1").Select(Key).ShouldBe(
            ["Issuer/custom-api-server-self-signed", "Certificate/custom-api-server-ca", "Issuer/custom-api-server-ca", "Certificate/custom-api-server-tls"]);
        var api = objects.Single(o => (string?)o["kind"] == "APIService");
        JsonNodes.GetString(api, "metadata", "annotations", "cert-manager.io/inject-ca-from").ShouldBe("custom-system/custom-api-server-tls");
        api["spec"]!["caBundle"].ShouldBeNull();
    }

    [Fact]
    public async Task WrongFlags_AreAllToldAtOnce()
    {
        var (code, _, error) = await RunAsync("manifests", "--name=A_b", "--namespace=x", "--group=y", "--version=1", "--replicas=2");
        code.ShouldBe(1);
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Length.ShouldBe(5);
        lines[0].ShouldStartWith("error: --name is \"A_b\"");
        lines[3].ShouldContain("give --etcd-servers as well");
        lines[4].ShouldContain("give one of --auto-tls");
    }

    internal static async Task<string> PrintAsync(params string[] args)
    {
        var (code, output, error) = await RunAsync(args);
        code.ShouldBe(0, error);
        return output;
    }

    internal static List<JsonObject> Objects(string yaml) => [.. yaml.Split("\n---\n").Select(d => YamlReader.Read(d)).OfType<JsonObject>()];

    private static string Key(JsonObject obj) => $"{obj["kind"]}/{obj["metadata"]!["name"]}";

    private static string DeployFolder([CallerFilePath] string file = "") => Path.Combine(Path.GetDirectoryName(file)!, "../../../deploy");

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await Cli.Program.CreateShell(TimeProvider.System).RunAsync(args, output, error);
        return (code, output.ToString(), error.ToString());
    }
}

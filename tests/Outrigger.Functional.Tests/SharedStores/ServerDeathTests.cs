using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Demo.Processes;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Commands;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.SharedStores;

/// <summary>What one of two servers gave out, once it is dead.</summary>
public sealed class ServerDeathTests(ServerPair pair) : IClassFixture<ServerPair>
{
    [Fact]
    public async Task Kill_OfOne_LeavesItsCertificateTokenAndResourceVersionsGoodAtTheOther()
    {
        var (a, b) = (pair.Client("a"), pair.Client("b"));
        var server = Kubeconfig.Load(pair.KubeconfigOf("b")).ToClientConfig(TimeProvider.System);
        using var byCertificate = Speaking(server with { ClientCertificate = await CertificateOfAAsync("diver") });
        (await pair.Kubectl("a").RunAsync("create serviceaccount keeper")).ShouldSucceed();
        var token = (await pair.Kubectl("a").RunAsync("create token keeper")).ShouldSucceed().Trim();
        using var byToken = Speaking(server with { ClientCertificate = null, Token = new StaticToken(token) });
        (await NameAsync(byCertificate)).ShouldBe("diver");
        var first = await a.CreateMapAsync("first", "red");
        await a.CreateMapAsync("second", "blue");
        (await a.NextEventsAsync(first, 1)).ShouldBe(["Added second blue"]);

        await pair.A.KillAsync();
        await b.CreateMapAsync("third", "green");

        (await NameAsync(byCertificate)).ShouldBe("diver");
        (await NameAsync(byToken)).ShouldBe("system:serviceaccount:default:keeper");
        (await b.NextEventsAsync(first, 2)).ShouldBe(["Added second blue", "Added third green"]);
    }

    private static KubernetesClient Speaking(ClientConfig config) => new(config, TimeProvider.System);

    private static async Task<string?> NameAsync(KubernetesClient client)
    {
        var question = new JsonObject { ["apiVersion"] = "authentication.k8s.io/v1", ["kind"] = "SelfSubjectReview" };
        var review = await client.SendAsync(HttpMethod.Post, "/apis/authentication.k8s.io/v1/selfsubjectreviews", question, CancellationToken.None);
        return JsonNodes.GetString(review, "status", "userInfo", "username");
    }

    private async Task<System.Security.Cryptography.X509Certificates.X509Certificate2Collection?> CertificateOfAAsync(string name)
    {
        var file = Path.Combine(pair.Data("a"), $"{name}.kubeconfig");
        var program = Programs.Own();
        var runner = new CommandRunner("outrigger", program[0], new Dictionary<string, string>(StringComparer.Ordinal));
        (await runner.RunAsync([.. program.Skip(1), "user", "add", name, "--data-dir", pair.Data("a"), "--pki-dir", pair.Pki, "--kubeconfig", file])).ShouldSucceed();
        return Kubeconfig.Load(file).ToClientConfig(TimeProvider.System, name).ClientCertificate;
    }
}

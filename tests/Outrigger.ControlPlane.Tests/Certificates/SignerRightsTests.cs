using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.ControlPlane.Tests.Hardening;
using Outrigger.Testing.Servers;

namespace Outrigger.ControlPlane.Tests.Certificates;

/// <summary>A certificate is an identity: who may write a request's subresources may not yet give any.</summary>
public sealed class SignerRightsTests
{
    private const string Signer = "kubernetes.io/kube-apiserver-client";
    private const string Forbidden = "certificatesigningrequests.certificates.k8s.io \"one\" is forbidden: ";
    private static readonly ResourcePath Requests = new(new GroupVersionResource("certificates.k8s.io", "v1", "certificatesigningrequests"));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("approval", "approve")]
    [InlineData("status", "sign")]
    public async Task Write_OfASubresource_NeedsTheRightToTheSigner(string subresource, string verb)
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        await server.Client.CreateAsync(Requests, Request("one", "system:nodes"), Token);
        var plain = await UserAsync(server, "plain", subresource);
        var other = await UserAsync(server, "other", subresource, (verb, "example.com/*"), (verb == "sign" ? "approve" : "sign", Signer));
        var named = await UserAsync(server, "named", subresource, (verb, Signer));
        var whole = await UserAsync(server, "whole", subresource, (verb, "kubernetes.io/*"));

        foreach (var client in (KubernetesClient[])[plain, other])
        {
            (await Should.ThrowAsync<StatusException>(() => DecideAsync(client, subresource))).Status.Message
                .ShouldBe($"{Forbidden}user not permitted to {verb} requests with signerName \"{Signer}\"");
        }

        await DecideAsync(named, subresource);
        await DecideAsync(whole, subresource);
    }

    [Fact]
    public async Task Status_WithoutACertificateOrCondition_NeedsNoRightToTheSigner()
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);
        await server.Client.CreateAsync(Requests, Request("one", "system:nodes"), Token);
        var plain = await UserAsync(server, "plain", "status");

        await plain.PatchAsync(Requests.Named("one").Sub("status"), PatchType.Merge, JsonNode.Parse("""{"metadata":{"labels":{"a":"b"}}}""")!, Token);

        foreach (var status in (string[])[$$"""{"certificate":"{{Certificate()}}"}""", """{"conditions":[{"type":"Failed","status":"True"}]}"""])
        {
            var patch = new JsonObject { ["status"] = JsonNode.Parse(status) };
            (await Should.ThrowAsync<StatusException>(() => plain.PatchAsync(Requests.Named("one").Sub("status"), PatchType.Merge, patch, Token)))
                .Status.Code.ShouldBe(403);
        }
    }

    [Theory]
    [InlineData("system:masters")]
    [InlineData("a", "system:masters")]
    public async Task Create_ForMasters_IsRefused(params string[] groups)
    {
        await using var server = await TestApiServer.StartAsync(cancellationToken: Token);

        var refused = await Should.ThrowAsync<StatusException>(() => server.Client.CreateAsync(Requests, Request("one", groups), Token));

        refused.Status.Message.ShouldBe($"{Forbidden}use of {Signer} signer with system:masters group is not allowed");
        var other = Request("one", groups);
        other["spec"]!["signerName"] = "example.com/signer";
        await server.Client.CreateAsync(Requests, other, Token);
    }

    private static Task<JsonObject> DecideAsync(KubernetesClient client, string subresource) => client.PatchAsync(
        Requests.Named("one").Sub(subresource),
        PatchType.Merge,
        JsonNode.Parse($$$"""{"status":{"conditions":[{"type":"{{{(subresource == "status" ? "Failed" : "Approved")}}}","status":"True","reason":"R{{{Guid.NewGuid():N}}}"}]}}""")!,
        Token);

    private static async Task<KubernetesClient> UserAsync(TestApiServer server, string name, string subresource, params (string Verb, string Signer)[] rights)
    {
        var rules = string.Concat(rights.Select(r => $"\n- {{apiGroups: [certificates.k8s.io], resources: [signers], resourceNames: ['{r.Signer}'], verbs: [{r.Verb}]}}"));
        await server.ApplyAsync($$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRole
            metadata: {name: {{name}}}
            rules:
            - {apiGroups: [certificates.k8s.io], resources: [certificatesigningrequests/{{subresource}}], verbs: [patch] }{{rules}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: ClusterRoleBinding
            metadata: {name: {{name}}}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: {{name}}}
            subjects: [{kind: User, apiGroup: rbac.authorization.k8s.io, name: {{name}}}]
            """, Token);

        // the role above is in force when the one after it is
        return await server.UserAsync(name, "[{apiGroups: [''], resources: [configmaps], verbs: [get]}]");
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var made = new CertificateRequest("CN=somebody", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(made.ExportCertificatePem()));
    }

    private static JsonObject Request(string name, params string[] groups)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var subject = new X500DistinguishedNameBuilder();
        Array.ForEach(groups, subject.AddOrganizationName);
        subject.AddCommonName("somebody");
        var pem = new CertificateRequest(subject.Build(), key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return new JsonObject
        {
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = new JsonObject
            {
                ["signerName"] = Signer,
                ["usages"] = new JsonArray("client auth"),
                ["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(pem)),
            },
        };
    }
}

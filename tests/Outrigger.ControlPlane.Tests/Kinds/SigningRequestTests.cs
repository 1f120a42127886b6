using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class SigningRequestTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Requests = "certificatesigningrequests.certificates.k8s.io";
    private const string Approval = """{"type":"Approved","status":"True"}""";
    private const string Denial = """{"type":"Denied","status":"True"}""";
    private readonly TestCluster cluster = shared.Cluster;

    [Theory]
    [InlineData("""{"request":"YQ=="}""", "spec.request: Invalid value: \"YQ==\": PEM block type must be CERTIFICATE REQUEST")]
    [InlineData("""{"usages":[]}""", "spec.usages: Required value")]
    [InlineData("""{"usages":["client auth","client auth"]}""", "spec.usages[1]: Duplicate value: \"client auth\"")]
    [InlineData("""{"usages":["other"]}""", "spec.usages[0]: Unsupported value: \"other\": supported values: \"any\", \"cert sign\"")]
    [InlineData("""{"signerName":"x"}""", "spec.signerName: Invalid value: \"x\": must be a fully qualified domain and path of the form 'example.com/signer-name'")]
    [InlineData("""{"signerName":"x/y"}""", "spec.signerName: Invalid value: \"x\": should be a domain with at least two segments separated by dots")]
    [InlineData("""{"signerName":"kubernetes.io/legacy-unknown"}""", "the legacy signerName is not allowed via this API version")]
    [InlineData("""{"expirationSeconds":1}""", "spec.expirationSeconds: Invalid value: 1: may not specify a duration less than 600 seconds (10 minutes)")]
    public async Task Create_Faulty_IsRefused(string spec, string fault)
    {
        var body = (JsonObject)JsonNode.Parse(Body("faulty"))!;
        foreach (var (name, value) in (JsonObject)JsonNode.Parse(spec)!)
        {
            body["spec"]![name] = value?.DeepClone();
        }

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(Requests, body.ToJsonString()));

        refused.Status.Message.ShouldContain(fault);
    }

    [Fact]
    public async Task Create_SignatureOfAnotherKey_IsRefused()
    {
        var body = (JsonObject)JsonNode.Parse(Body("forged"))!;
        var pem = Encoding.ASCII.GetString(Convert.FromBase64String((string)body["spec"]!["request"]!));
        var bytes = Convert.FromBase64String(pem[PemEncoding.Find(pem).Base64Data]);
        bytes[^1] ^= 1;
        body["spec"]!["request"] = Convert.ToBase64String(Encoding.ASCII.GetBytes(PemEncoding.WriteString("CERTIFICATE REQUEST", bytes)));

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.CreateAsync(Requests, body.ToJsonString()));

        refused.Status.Message.ShouldContain("spec.request: Invalid value");
    }

    [Fact]
    public async Task Approval_Decides_OnceAndForAll()
    {
        await cluster.CreateAsync(Requests, Body("Any:Name"));
        await UpdateAsync("Any:Name", "approval", Approval);
        var main = await cluster.UpdateAsync(Requests, "Any:Name", r => { r["spec"]!["signerName"] = "x"; r["status"] = new JsonObject(); });

        main["spec"]!["signerName"]!.GetValue<string>().ShouldBe("example.com/signer");
        main["status"]!["conditions"]![0]!["lastUpdateTime"].ShouldNotBeNull();
        main["status"]!["conditions"]![0]!["lastTransitionTime"].ShouldNotBeNull();
        (await RefusalAsync("Any:Name", "approval", Approval, Denial)).ShouldContain("status.conditions: Invalid value: \"Denied\": Approved and Denied conditions are mutually exclusive");
        (await RefusalAsync("Any:Name", "approval")).ShouldContain("status.conditions: Forbidden: updates may not remove a condition of type \"Approved\"");
    }

    [Fact]
    public async Task Status_TakesOneCertificateAndNoDecision()
    {
        await cluster.CreateAsync(Requests, Body("signed"));
        (await RefusalAsync("signed", "status", Approval)).ShouldContain("updates may not add a condition of type \"Approved\"");
        var bad = await Should.ThrowAsync<StatusException>(() => CertificateAsync("YQ=="));
        await CertificateAsync(Certificate());
        var again = await Should.ThrowAsync<StatusException>(() => CertificateAsync(Certificate()));

        bad.Status.Message.ShouldContain("status.certificate: Invalid value: \"<certificate data>\": must contain at least one CERTIFICATE PEM block");
        again.Status.Message.ShouldContain("status.certificate: Forbidden: updates may not modify existing certificate content");
    }

    private Task<JsonObject> CertificateAsync(string certificate) =>
        cluster.UpdateStatusAsync(Requests, "signed", r => r["status"]!["certificate"] = certificate);

    private Task<JsonObject> UpdateAsync(string name, string subresource, params string[] conditions) => cluster.UpdateAsync(
        Requests, name, r => r["status"] = new JsonObject { ["conditions"] = new JsonArray([.. conditions.Select(c => JsonNode.Parse(c))]) }, subresource: subresource);

    private async Task<string> RefusalAsync(string name, string subresource, params string[] conditions) =>
        (await Should.ThrowAsync<StatusException>(() => UpdateAsync(name, subresource, conditions))).Status.Message;

    private static string Body(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var pem = new CertificateRequest("CN=someone", key, HashAlgorithmName.SHA256).CreateSigningRequestPem();
        return $$"""
            {"metadata":{"name":"{{name}}"},"spec":{"signerName":"example.com/signer","usages":["client auth"],
             "request":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(pem))}}"} }
            """;
    }

    private static string Certificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var from = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero);
        using var certificate = new CertificateRequest("CN=someone", key, HashAlgorithmName.SHA256).CreateSelfSigned(from, from.AddDays(1));
        return Convert.ToBase64String(Encoding.ASCII.GetBytes(certificate.ExportCertificatePem()));
    }
}

using System.Security.Cryptography.X509Certificates;
using Outrigger.Aggregator.Tests.Backends;
using Outrigger.Aggregator.Upstream;

namespace Outrigger.Aggregator.Tests.Upstream;

/// <summary>T-12 and T-13: whose serving certificate is believed.</summary>
public sealed class ServerTrustTests
{
    private const string ServerAuth = "1.3.6.1.5.5.7.3.1";
    private const string Name = UpstreamHarness.Name;

    private readonly TestPki pki = new();

    [Fact]
    public async Task DialAsync_RightNameAndCa_IsAccepted() =>
        (await GetAsync(pki.Serve(Name), UpstreamTrust.FromBundle(pki.Bundle))).ShouldBeNull();

    [Fact]
    public async Task DialAsync_OtherName_IsRefused() =>
        (await GetAsync(pki.Serve("api.other.svc"), UpstreamTrust.FromBundle(pki.Bundle))).ShouldNotBeNull().ShouldContain(Name);

    [Fact]
    public async Task DialAsync_NameInCommonNameOnly_IsRefused() =>
        (await GetAsync(pki.Issue(Name, ServerAuth, []), UpstreamTrust.FromBundle(pki.Bundle))).ShouldNotBeNull().ShouldContain(Name);

    [Fact]
    public async Task DialAsync_OtherCa_IsRefused() =>
        (await GetAsync(new TestPki("test-ca").Serve(Name), UpstreamTrust.FromBundle(pki.Bundle)))
            .ShouldNotBeNull().ShouldStartWith("tls: failed to verify certificate");

    [Fact]
    public async Task DialAsync_PrivateCaWithHostRoots_IsRefused() =>
        (await GetAsync(pki.Serve(Name), UpstreamTrust.HostRoots)).ShouldNotBeNull().ShouldStartWith("tls: failed to verify certificate");

    [Fact]
    public async Task DialAsync_ClientCertificateAsServer_IsRefused() =>
        (await GetAsync(pki.Issue("x", "1.3.6.1.5.5.7.3.2", [Name]), UpstreamTrust.FromBundle(pki.Bundle))).ShouldNotBeNull();

    [Fact]
    public async Task DialAsync_Expired_IsRefused() =>
        (await GetAsync(
            pki.Issue("x", ServerAuth, [Name], new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero)),
            UpstreamTrust.FromBundle(pki.Bundle))).ShouldNotBeNull();

    [Fact]
    public async Task DialAsync_BundleWithoutCertificate_TrustsNobody() =>
        (await GetAsync(pki.Serve(Name), UpstreamTrust.FromBundle("abc"u8.ToArray()))).ShouldNotBeNull().ShouldContain("bundle");

    [Fact]
    public async Task DialAsync_InsecureSkipVerify_AcceptsAnything() =>
        (await GetAsync(new TestPki().Serve("whatever"), UpstreamTrust.Anybody)).ShouldBeNull();

    [Fact]
    public async Task DialAsync_IntermediateAsAnchor_IsAccepted()
    {
        var intermediate = new TestPki("intermediate", pki);

        (await GetAsync(intermediate.Serve(Name), UpstreamTrust.FromBundle(intermediate.Bundle))).ShouldBeNull();
        (await GetAsync(intermediate.Serve(Name), UpstreamTrust.FromBundle(new TestPki().Bundle))).ShouldNotBeNull();
    }

    [Fact]
    public async Task DialAsync_ServingCertificateAsBundle_IsAccepted()
    {
        var own = pki.Serve(Name);

        (await GetAsync(own, UpstreamTrust.FromBundle(System.Text.Encoding.ASCII.GetBytes(own.ExportCertificatePem())))).ShouldBeNull();
    }

    [Fact]
    public void Equals_SameBundle_SharesConnections()
    {
        UpstreamTrust.FromBundle(pki.Bundle).ShouldBe(UpstreamTrust.FromBundle(pki.Bundle));
        UpstreamTrust.FromBundle(pki.Bundle).ShouldNotBe(UpstreamTrust.FromBundle(new TestPki().Bundle));
        UpstreamTrust.HostRoots.ShouldNotBe(UpstreamTrust.Anybody);
    }

    /// <summary>The reason for which the server was refused; null when it was not.</summary>
    private static async Task<string?> GetAsync(X509Certificate2 certificate, UpstreamTrust trust)
    {
        await using var backend = ScriptedBackend.Answering(certificate, (connection, _) => connection.AnswerAsync(200, ""));
        using var client = new UpstreamClient(new(), TimeProvider.System);
        try
        {
            await using var response = await client.SendAsync(
                new(backend.Endpoint, Name, trust, null), new TestRequest("GET", "/"), false, TestContext.Current.CancellationToken);
            return null;
        }
        catch (UpstreamException e) when (e.Failure == UpstreamFailure.Connect)
        {
            return e.Message;
        }
    }
}

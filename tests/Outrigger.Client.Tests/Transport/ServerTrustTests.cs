using System.Security.Cryptography.X509Certificates;
using Outrigger.ApiMachinery.Json;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Client.Tests.Support;
using Outrigger.Client.Transport;

namespace Outrigger.Client.Tests.Transport;

public sealed class ServerTrustTests
{
    [Theory]
    [InlineData("127.0.0.1", null, true)]
    [InlineData("localhost", null, false)]
    [InlineData("localhost", "localhost", true)]
    [InlineData("*.example.com", "a.example.com", true)]
    [InlineData("example.com", "a.example.com", false)]
    public async Task Get_NameInCertificate_MustFit(string inCertificate, string? serverName, bool accepted)
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", [inCertificate]);
        (await TryAsync(certificate, new ClientConfig { Server = Unset, Authorities = [authority], TlsServerName = serverName })).ShouldBe(accepted);
    }

    [Fact]
    public async Task Get_OtherAuthority_IsRefused()
    {
        using var authority = TestCertificates.Authority("ca");
        using var other = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", ["127.0.0.1"]);
        (await TryAsync(certificate, new ClientConfig { Server = Unset, Authorities = [other] })).ShouldBeFalse();
        (await TryAsync(certificate, new ClientConfig { Server = Unset })).ShouldBeFalse();
        (await TryAsync(certificate, new ClientConfig { Server = Unset, InsecureSkipTlsVerify = true })).ShouldBeTrue();
    }

    [Fact]
    public async Task Get_NameOnlyInCommonName_IsRefused()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "localhost", []);
        (await TryAsync(certificate, new ClientConfig { Server = Unset, Authorities = [authority], TlsServerName = "localhost" })).ShouldBeFalse();
    }

    [Fact]
    public async Task Get_CertificateForClients_IsRefused()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", ["127.0.0.1"], clientUseOnly: true);
        (await TryAsync(certificate, new ClientConfig { Server = Unset, Authorities = [authority] })).ShouldBeFalse();
    }

    [Fact]
    public async Task Get_CertificateThatTheCallerRefuses_IsRefusedAndTheReasonTold()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", ["127.0.0.1"]);
        var told = new List<string>();
        var config = new ClientConfig { Server = Unset, Authorities = [authority], OnUntrusted = told.Add };

        (await TryAsync(certificate, config with { CertificateRefusal = c => c.Subject == "CN=server" ? "not this one" : null })).ShouldBeFalse();
        (await TryAsync(certificate, config with { CertificateRefusal = c => c.Subject == "CN=other" ? "not this one" : null })).ShouldBeTrue();
        (await TryAsync(certificate, config with { TlsServerName = "elsewhere" })).ShouldBeFalse();

        told.ShouldBe(["not this one", "its certificate \"CN=server\" is not for elsewhere"]);
    }

    [Fact]
    public async Task Get_AddressThatTheCallerRefuses_IsNotConnectedTo()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", ["127.0.0.1", "localhost"]);
        var config = new ClientConfig { Server = Unset, Authorities = [authority], AddressRefusal = a => System.Net.IPAddress.IsLoopback(a) ? "it is this machine" : null };

        foreach (var host in new[] { "127.0.0.1", "localhost" })
        {
            await using var server = new TlsEcho(certificate);
            using var client = new KubernetesClient(config with { Server = new UriBuilder(server.Address) { Host = host }.Uri }, TimeProvider.System);
            var e = await Should.ThrowAsync<HttpRequestException>(() => client.SendAsync(HttpMethod.Get, "/x", null, TestContext.Current.CancellationToken));
            e.GetBaseException().ShouldBeOfType<RefusedAddressException>().Message.ShouldBe($"{host}: it is this machine");
        }

        (await TryAsync(certificate, config with { AddressRefusal = _ => null })).ShouldBeTrue();
    }

    [Fact]
    public async Task Get_ClientCertificateAndToken_AreSent()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Server(authority, "server", ["127.0.0.1"]);
        using var own = TestCertificates.Server(authority, "alice", [], clientUseOnly: true);
        await using var server = new TlsEcho(certificate);
        using var client = new KubernetesClient(
            new ClientConfig
            {
                Server = server.Address,
                Authorities = [authority],
                ClientCertificate = [own],
                Token = new StaticToken("abc"),
            },
            TimeProvider.System);
        var seen = await client.SendAsync(HttpMethod.Get, "/x", null, TestContext.Current.CancellationToken);
        JsonNodes.GetString(seen, "subject").ShouldBe("CN=alice");
        JsonNodes.GetString(seen, "token").ShouldBe("Authorization: Bearer abc");
    }

    private static Uri Unset { get; } = new("https://unset");

    private static async Task<bool> TryAsync(X509Certificate2 certificate, ClientConfig config)
    {
        await using var server = new TlsEcho(certificate);
        using var client = new KubernetesClient(config with { Server = server.Address }, TimeProvider.System);
        try
        {
            await client.SendAsync(HttpMethod.Get, "/x", null, TestContext.Current.CancellationToken);
            return true;
        }
        catch (HttpRequestException e) when (e.GetBaseException() is System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }
}

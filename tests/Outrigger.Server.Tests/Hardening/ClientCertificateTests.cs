using System.Diagnostics;
using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Hardening;

/// <summary>T-15, T-16: certificates that are no good, authorities that change; and what good ones may be like.</summary>
public sealed class ClientCertificateTests : IDisposable
{
    private readonly X509Certificate2 authority = TestCertificates.Authority("clients");
    private readonly X509Certificate2 proxies = TestCertificates.Authority("proxies");

    public void Dispose()
    {
        authority.Dispose();
        proxies.Dispose();
    }

    [Theory]
    [InlineData("server-auth")]
    [InlineData("no-use")]
    [InlineData("expired")]
    [InlineData("not-yet")]
    [InlineData("foreign")]
    [InlineData("self-signed")]
    [InlineData("below-a-leaf")]
    [InlineData("too-deep")]
    [InlineData("below-its-own-authority")]
    public async Task Certificate_ThatIsNoGood_Is401(string flaw)
    {
        using var foreign = TestCertificates.Authority("clients");
        using var intermediate = Intermediate(authority, depth: 0);
        using var below = Intermediate(intermediate, depth: 0);
        using var leaf = TestCertificates.Issue(authority, "CN=leaf");
        var chain = new X509Certificate2Collection();
        using var certificate = flaw switch
        {
            "server-auth" => TestCertificates.Issue(authority, "CN=carol", client: false),
            "no-use" => Leaf(authority, "CN=carol", use: "1.3.6.1.5.5.7.3.4"),
            "expired" => TestCertificates.Issue(authority, "CN=carol", age: TimeSpan.FromHours(1)),
            "not-yet" => Leaf(authority, "CN=carol", from: TimeSpan.FromHours(1)),
            "foreign" or "below-its-own-authority" => TestCertificates.Issue(foreign, "CN=carol"),
            "self-signed" => TestCertificates.Authority("carol"),
            "below-a-leaf" => Leaf(leaf, "CN=carol"),
            _ => Leaf(below, "CN=carol"),
        };
        if (flaw is "below-a-leaf")
        {
            chain.Add(leaf);
        }
        else if (flaw is "below-its-own-authority")
        {
            chain.Add(foreign);
        }
        else if (flaw is "too-deep")
        {
            chain.Add(below);
            chain.Add(intermediate);
        }

        await using var server = await IdentityServer.StartAsync(authority, proxies);

        (await server.AskAsync(IdentityServer.Http1, certificate, [], chain: chain)).ShouldBe((401, null));
    }

    [Fact]
    public async Task Certificate_WithoutAName_IsNobody()
    {
        using var certificate = TestCertificates.Issue(authority, "O=system:masters");
        await using var server = await IdentityServer.StartAsync(authority, proxies);

        var (_, user) = await server.AskAsync(IdentityServer.Http1, certificate, []);

        user.ShouldNotBeNull().Name.ShouldBe("system:anonymous");
        user.Groups.ShouldBe(["system:unauthenticated"]);
    }

    [Fact]
    public async Task Certificate_BelowAnIntermediateThatIsShown_IsGood()
    {
        using var intermediate = Intermediate(authority, depth: 0);
        using var certificate = Leaf(intermediate, "O=dev, CN=carol");
        await using var server = await IdentityServer.StartAsync(authority, proxies);

        var (_, user) = await server.AskAsync(IdentityServer.Http1, certificate, [], chain: [intermediate]);

        user.ShouldNotBeNull().Name.ShouldBe("carol");
        (await server.AskAsync(IdentityServer.Http1, certificate, [])).Code.ShouldBe(401, "without the one between");
    }

    [Fact]
    public async Task Certificate_WithAUid_HasIt()
    {
        await using var server = await IdentityServer.StartAsync(authority, proxies);
        using var one = Leaf(authority, Subject("carol", "u-1"));
        using var two = Leaf(authority, Subject("carol", "u-1", "u-2"));

        var (_, user) = await server.AskAsync(IdentityServer.Http1, one, []);

        (user!.Name, user.Uid).ShouldBe(("carol", "u-1"));
        (await server.AskAsync(IdentityServer.Http1, two, [])).Code.ShouldBe(401);
    }

    [Fact]
    public async Task Authority_Replaced_EndsTheIdentityOnOpenAndOnResumedConnections()
    {
        using var other = TestCertificates.Authority("others");
        using var certificate = TestCertificates.Issue(authority, "CN=carol");
        await using var server = await IdentityServer.StartAsync(authority, proxies);
        await using var open = await server.ConnectAsync(certificate);
        (await GetAsync(open)).ShouldBe("200");

        server.Clients.Authorities = [other];

        (await GetAsync(open)).ShouldBe("401");
        for (var i = 0; i < 3; i++)
        {
            // the client keeps its session: a server that resumed it would not see the certificate again
            (await server.AskAsync(IdentityServer.Http1, certificate, [])).ShouldBe((401, null));
        }
    }

    // a client of another kind than ours, which keeps its session for sure
    [Theory]
    [InlineData("-tls1_2")]
    [InlineData("-tls1_3")]
    public async Task Session_ShownAgain_IsNotResumed(string version)
    {
        using var certificate = TestCertificates.Issue(authority, "CN=carol");
        await using var server = await IdentityServer.StartAsync(authority, proxies);
        var folder = Directory.CreateTempSubdirectory("outrigger-tls-").FullName;
        try
        {
            var session = Path.Combine(folder, "session");
            var pem = Path.Combine(folder, "client.pem");
            using var key = certificate.GetECDsaPrivateKey()!;
            await File.WriteAllTextAsync(pem, $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n", TestServer.Token);
            string[] client = ["s_client", version, "-connect", $"127.0.0.1:{server.Port}", "-servername", "localhost", "-cert", pem];

            (await OpenSslAsync([.. client, "-sess_out", session])).ShouldContain("New, TLSv1.");

            if (File.Exists(session))
            {
                (await OpenSslAsync([.. client, "-sess_in", session])).ShouldContain("New, TLSv1.");
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData("POST", "cross-site", "", 401)]
    [InlineData("POST", "same-site", "", 401)]
    [InlineData("DELETE", "cross-site", "", 401)]
    [InlineData("GET", "cross-site", "websocket", 401)]
    [InlineData("GET", "cross-site", "", 200)]
    [InlineData("POST", "same-origin", "", 200)]
    [InlineData("POST", "none", "", 200)]
    public async Task Certificate_ThatABrowserShowsForAnotherSite_IsNoPassport(string method, string site, string upgrade, int code)
    {
        using var certificate = TestCertificates.Issue(authority, "CN=carol");
        await using var server = await IdentityServer.StartAsync(authority, proxies);
        string[] headers = [$"Sec-Fetch-Site: {site}", "Content-Length: 0"];

        var (answered, user) = await server.AskAsync(upgrade.Length > 0 ? upgrade : IdentityServer.Http1, certificate, method == "GET" ? headers[..1] : headers, method: method);

        (user is not null).ShouldBe(code == 200);
        if (code != 200)
        {
            answered.ShouldBe(code);
        }
    }

    [Theory]
    [InlineData(22, 0xFF)] // IA5String beyond ASCII
    [InlineData(28, 'c')] // UniversalString
    public async Task Certificate_WithASubjectThatCannotBeRead_Is401(byte tag, byte last)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        using (writer.PushSetOf())
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier("2.5.4.3");
            writer.WriteEncodedValue([tag, 4, 0, 0, 0, last]);
        }

        var subject = new X500DistinguishedName(writer.Encode());
        using var client = Leaf(authority, subject);
        using var proxy = Leaf(proxies, subject);
        await using var server = await IdentityServer.StartAsync(authority, proxies);

        (await server.AskAsync(IdentityServer.Http1, client, [])).ShouldBe((401, null));
        (await server.AskAsync(IdentityServer.Http1, proxy, ["X-Remote-User: admin"])).ShouldBe((401, null));
    }

    private static X500DistinguishedName Subject(string name, params string[] uids)
    {
        var builder = new X500DistinguishedNameBuilder();
        builder.AddCommonName(name);
        foreach (var uid in uids)
        {
            builder.Add("1.3.6.1.4.1.57683.2", uid, UniversalTagNumber.UTF8String);
        }

        return builder.Build();
    }

    private static async Task<string> GetAsync(Stream stream)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes("GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n"), TestServer.Token);
        var text = new StringBuilder();
        var buffer = new byte[4096];
        while (!IsWhole(text.ToString()))
        {
            var read = await stream.ReadAsync(buffer, TestServer.Token);
            read.ShouldBeGreaterThan(0);
            text.Append(Encoding.ASCII.GetString(buffer, 0, read));
        }

        return text.ToString(9, 3);
    }

    private static bool IsWhole(string text)
    {
        var end = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        if (end < 0)
        {
            return false;
        }

        var length = text.Split("\r\n").FirstOrDefault(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return length is null
            ? text.EndsWith("0\r\n\r\n", StringComparison.Ordinal)
            : text.Length - end - 4 >= int.Parse(length.AsSpan(15), System.Globalization.CultureInfo.InvariantCulture);
    }

    private static X509Certificate2 Intermediate(X509Certificate2 issuer, int depth)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=between", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, depth, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        return Signed(request, key, issuer, TimeSpan.Zero);
    }

    private static X509Certificate2 Leaf(X509Certificate2 issuer, string subject, string use = "1.3.6.1.5.5.7.3.2", TimeSpan from = default) =>
        Leaf(issuer, new X500DistinguishedName(subject), use, from);

    private static X509Certificate2 Leaf(X509Certificate2 issuer, X500DistinguishedName subject, string use = "1.3.6.1.5.5.7.3.2", TimeSpan from = default)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(use)], false));
        return Signed(request, key, issuer, from);
    }

    private static async Task<string> OpenSslAsync(IReadOnlyList<string> arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", [.. arguments, "-ign_eof"]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestServer.Token);
        await process.StandardInput.WriteAsync("GET /livez HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".AsMemory(), TestServer.Token);
        await process.StandardInput.FlushAsync(TestServer.Token);
        var output = await process.StandardOutput.ReadToEndAsync(TestServer.Token);
        await errors;
        return output;
    }

    private static X509Certificate2 Signed(CertificateRequest request, ECDsa key, X509Certificate2 issuer, TimeSpan from)
    {
        var now = TimeProvider.System.GetUtcNow();
        var begin = from > TimeSpan.Zero ? now + from : now.AddMinutes(-5);
        using var signing = issuer.GetECDsaPrivateKey()!;
        using var made = request.Create(issuer.SubjectName, X509SignatureGenerator.CreateForECDsa(signing), begin, now.AddDays(10), RandomNumberGenerator.GetBytes(8));
        using var own = made.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(own.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }
}

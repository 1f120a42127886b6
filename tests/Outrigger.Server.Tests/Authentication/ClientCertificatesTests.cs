using Outrigger.Server.Authentication;
using Outrigger.Server.Tests.Hosting;

namespace Outrigger.Server.Tests.Authentication;

public class ClientCertificatesTests
{
    [Fact]
    public void Refusal_AuthoritiesReplaced_IsJudgedAnew()
    {
        using var old = TestCertificates.Authority("old");
        using var fresh = TestCertificates.Authority("new");
        using var certificate = TestCertificates.Issue(old, "CN=carol");
        var certificates = new ClientCertificates(TimeProvider.System) { Authorities = [old] };

        certificates.Refusal(certificate).ShouldBeNull();
        certificates.Authorities = [fresh];
        certificates.Refusal(certificate).ShouldNotBeNull();
        certificates.Authorities = [];
        certificates.Refusal(certificate).ShouldBe("no authority is trusted");
    }

    [Fact]
    public void Refusal_Expiry_IsNoticedOnAnOpenConnection()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Issue(authority, "CN=carol");
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var certificates = new ClientCertificates(time) { Authorities = [authority] };

        certificates.Refusal(certificate).ShouldBeNull();
        time.Advance(TimeSpan.FromDays(200));
        certificates.Refusal(certificate).ShouldNotBeNull();
    }

    [Fact]
    public void Refusal_Expiry_IsNoticedWhenItComes()
    {
        using var authority = TestCertificates.Authority("ca");
        using var certificate = TestCertificates.Issue(authority, "CN=carol");
        var end = new DateTimeOffset(certificate.NotAfter);
        var time = new FakeTimeProvider(end - TimeSpan.FromSeconds(10));
        var certificates = new ClientCertificates(time) { Authorities = [authority] };

        certificates.Refusal(certificate).ShouldBeNull();
        time.Advance(TimeSpan.FromSeconds(11));
        certificates.Refusal(certificate).ShouldNotBeNull();
    }
}

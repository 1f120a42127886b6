using System.Security.Cryptography.X509Certificates;
using Outrigger.Server.AutoTls;

namespace Outrigger.Server.Tests.AutoTls;

public sealed class AutoTlsPlanTests
{
    private static readonly string[] Names = ["w", "w.ns", "w.ns.svc", "10.1.2.3"];
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
    private readonly AutoTlsPlan plan = new("w", Names, new AutoTlsOptions());

    [Fact]
    public void Next_Nothing_MakesAuthorityAndCertificateWithTheNames()
    {
        var keys = Next(null);
        keys.Authorities.Count.ShouldBe(1);
        keys.Signer().ShouldBe(0);
        using var leaf = keys.Leaf.WithoutKey();
        foreach (var name in Names)
        {
            leaf.MatchesHostname(name, allowWildcards: false, allowCommonName: false).ShouldBeTrue(name);
        }

        Next(keys).ShouldBeSameAs(keys);
    }

    [Fact]
    public void Next_ThirdOfTheCertificateLeft_RenewsItByTheSameAuthority()
    {
        var keys = Next(null);
        time.Advance(TimeSpan.FromDays(59));
        Next(keys).ShouldBeSameAs(keys);
        time.Advance(TimeSpan.FromDays(2));
        var renewed = Next(keys);
        renewed.Leaf.ShouldNotBe(keys.Leaf);
        renewed.Authorities.ShouldBe(keys.Authorities);
        renewed.Signer().ShouldBe(0);
    }

    [Fact]
    public void Next_AuthorityIsDue_IsAnnouncedThenSignsThenStandsAlone()
    {
        var keys = Next(null);
        time.Advance(TimeSpan.FromDays(5 * 365 * 2 / 3) + TimeSpan.FromDays(1));
        var announced = Next(keys);
        announced.Authorities.Count.ShouldBe(2);
        announced.Leaf.ShouldBe(keys.Leaf);

        // the leaf had ended long ago: it is made by the authority that everybody knows
        var served = Next(announced);
        served.Signer().ShouldBe(1);
        Next(served).ShouldBeSameAs(served);

        time.Advance(AutoTlsConstants.Announced);
        var signed = Next(served);
        signed.Signer().ShouldBe(0);
        signed.Authorities.Count.ShouldBe(2);
        Next(signed).ShouldBeSameAs(signed);

        time.Advance(AutoTlsConstants.Kept);
        var alone = Next(signed);
        alone.Authorities.ShouldBe([signed.Authorities[0]]);
        alone.Leaf.ShouldBe(signed.Leaf);
    }

    [Fact]
    public void Next_OtherNames_MakesAnotherCertificate()
    {
        var keys = Next(null);
        var other = new AutoTlsPlan("w", [.. Names, "more.example.com"], new AutoTlsOptions()).Next(keys, time.GetUtcNow());
        other.Authorities.ShouldBe(keys.Authorities);
        using var leaf = other.Leaf.WithoutKey();
        leaf.MatchesHostname("more.example.com", allowWildcards: false, allowCommonName: false).ShouldBeTrue();
    }

    [Fact]
    public void Next_EverythingExpired_StartsAnew()
    {
        var keys = Next(null);
        time.Advance(TimeSpan.FromDays(6 * 365));
        var anew = Next(keys);
        anew.Authorities.Count.ShouldBe(1);
        anew.Authorities[0].ShouldNotBe(keys.Authorities[0]);
    }

    [Fact]
    public void Data_ThereAndBack_IsTheSame()
    {
        var keys = Next(null);
        time.Advance(TimeSpan.FromDays(4 * 365));
        keys = Next(keys);
        var back = AutoTlsKeys.FromData(keys.ToData())!;
        back.Authorities.ShouldBe(keys.Authorities);
        back.Leaf.ShouldBe(keys.Leaf);
        AutoTlsKeys.FromData([]).ShouldBeNull();
    }

    [Fact]
    public async Task FileStore_Keys_AreReadByTheOwnerAlone()
    {
        var folder = Directory.CreateTempSubdirectory("outrigger-auto-tls-");
        try
        {
            var store = new FileAutoTlsStore(folder.FullName);
            (await store.ReadAsync(CancellationToken.None)).Keys.ShouldBeNull();
            var keys = Next(null);
            (await store.WriteAsync(keys, "", CancellationToken.None)).ShouldBeTrue();
            (await store.ReadAsync(CancellationToken.None)).Keys!.Leaf.ShouldBe(keys.Leaf);
            var file = Path.Combine(folder.FullName, "auto-tls.json");
            if (!OperatingSystem.IsWindows())
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            }

            await File.WriteAllTextAsync(file, "{");
            (await Should.ThrowAsync<IOException>(() => store.ReadAsync(CancellationToken.None))).Message.ShouldContain("move it away");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private AutoTlsKeys Next(AutoTlsKeys? keys) => plan.Next(keys, time.GetUtcNow());
}

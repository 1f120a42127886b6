using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;

namespace Outrigger.Storage.Tests.Etcd;

public sealed class PrefixTests(EtcdFixture etcd) : IClassFixture<EtcdFixture>
{
    private static readonly CancellationToken None = CancellationToken.None;

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("registry")]
    [InlineData("/registry/")]
    [InlineData("/a//b")]
    [InlineData("/a/.store")]
    public async Task Open_WithAPrefixThatIsNone_IsRefused(string prefix)
    {
        var e = await RefusedAsync(etcd.Options() with { Prefix = prefix });

        e.Message.ShouldContain("begin it with a slash");
    }

    [Fact]
    public async Task Open_OverForeignKeys_IsRefusedAndChangesNothing()
    {
        await etcd.Cluster.ControlAsync("put", "/registry/pods/default/a", "k8s");

        var e = await RefusedAsync(etcd.Options() with { Prefix = "/registry" });

        e.Message.ShouldContain("/registry/pods/default/a");
        e.Message.ShouldContain("choose another --etcd-prefix");
        (await etcd.Cluster.ControlAsync("get", "/registry/", "--prefix", "--keys-only")).Trim().ShouldBe("/registry/pods/default/a");
    }

    [Fact]
    public async Task Open_WithinAnotherStore_IsRefused()
    {
        var options = etcd.Options();
        await using var outer = await EtcdStore.OpenAsync(options, None);

        var e = await RefusedAsync(options with { Prefix = $"{options.Prefix}/widgets" });

        e.Message.ShouldContain($"lies within {options.Prefix}");
    }

    [Fact]
    public async Task Open_OfANewerFormat_IsRefused()
    {
        var options = etcd.Options();
        await etcd.Cluster.ControlAsync("put", $"{options.Prefix}/.store/marker", """{"format":3,"id":"x"}""");

        (await RefusedAsync(options)).Message.ShouldContain("has the format 3, and this program knows 2");
    }

    [Fact]
    public async Task Open_OfADamagedMarker_IsRefused()
    {
        var options = etcd.Options();
        await etcd.Cluster.ControlAsync("put", $"{options.Prefix}/.store/marker", "nonsense");

        (await RefusedAsync(options)).Message.ShouldContain("cannot be read");
    }

    [Fact]
    public async Task Open_ByManyAtOnce_AgreesOnOneMarker()
    {
        var options = etcd.Options();

        var stores = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => EtcdStore.OpenAsync(options, None)));

        var agreed = await Task.WhenAll(stores.Select((s, i) => s.AgreeAsync("pki", $"value {i}", None)));
        agreed.Distinct().Count().ShouldBe(1);
        foreach (var store in stores)
        {
            await store.DisposeAsync();
        }
    }

    [Fact]
    public async Task Open_WhereNobodyListens_SaysWhatToDo()
    {
        var e = await RefusedAsync(new EtcdStoreOptions { Servers = ["http://127.0.0.1:1"] });

        e.Message.ShouldContain("etcd does not answer at http://127.0.0.1:1");
        e.Message.ShouldContain("correct --etcd-servers");
        e.Message.ShouldNotContain("\n");
    }

    [Theory]
    [InlineData("127.0.0.1:2379")]
    [InlineData("ftp://127.0.0.1:2379")]
    [InlineData("http://127.0.0.1:2379/v3")]
    public async Task Open_WithAnAddressThatIsNone_SaysHowToWriteIt(string address) =>
        (await RefusedAsync(new EtcdStoreOptions { Servers = [address] })).Message.ShouldContain("write it as http://HOST:2379");

    private static Task<StoreUnavailableException> RefusedAsync(EtcdStoreOptions options) =>
        Should.ThrowAsync<StoreUnavailableException>(() => EtcdStore.OpenAsync(options, None));
}

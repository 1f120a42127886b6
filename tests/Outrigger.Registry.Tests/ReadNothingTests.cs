using System.Buffers;
using System.Text;
using Outrigger.Registry.Building;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Stores;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;
using Outrigger.TestKit;
using Shouldly;

namespace Outrigger.Registry.Tests;

/// <summary>
/// Get and list parse nothing: the stored bytes of these objects are no JSON after their metadata, so that each attempt to read on
/// would be counted as a failure of a request.
/// </summary>
public sealed class ReadNothingTests
{
    private const int Objects = 1000;
    private const string Broken = "\"data\":{\"text\":<this is no JSON>";

    [Fact]
    public async Task GetAsync_BytesThatCannotBeParsed_AreWrittenAsTheyAre()
    {
        await using var broken = await BrokenStore.StartAsync();
        var obj = await broken.Store.GetAsync(broken.Context("map-0500"), "", TestRegistry.Token);
        var output = new ArrayBufferWriter<byte>();
        obj.WriteTo(output, "{"u8);
        Encoding.UTF8.GetString(output.WrittenSpan).ShouldContain(Broken);
        Should.Throw<Exception>(() => obj.ToTree(), "a read that parses would be found out");
    }

    [Fact]
    public async Task ListAsync_ThousandObjectsThatCannotBeParsed_AreWrittenAsTheyAre()
    {
        await using var broken = await BrokenStore.StartAsync();
        foreach (var query in (ListQuery[])[new(), new(Limit: Objects), new("app=broken"), new(FieldSelector: "metadata.namespace=default")])
        {
            var list = await broken.Store.ListAsync(broken.Context(""), query, TestRegistry.Token);
            list.Items.Count.ShouldBe(Objects);
            var output = new ArrayBufferWriter<byte>();
            foreach (var item in list.Items)
            {
                item.WriteTo(output, "{"u8);
            }

            Encoding.UTF8.GetString(output.WrittenSpan).Split(Broken).Length.ShouldBe(Objects + 1);
        }
    }

    [Fact]
    public async Task ListAsync_ThousandObjects_AllocatesNothingForEach()
    {
        await using var broken = await BrokenStore.StartAsync();
        var output = new ArrayBufferWriter<byte>(1 << 20);
        await ReadAllAsync(); // what is made once
        var before = GC.GetAllocatedBytesForCurrentThread();
        await ReadAllAsync();
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(Objects * 40, "a parsed object of this size takes kilobytes");

        async Task ReadAllAsync()
        {
            output.ResetWrittenCount();
            var list = await broken.Store.ListAsync(broken.Context(""), new ListQuery(), TestRegistry.Token);
            for (var i = 0; i < list.Items.Count; i++)
            {
                list.Items[i].WriteTo(output, "{"u8);
            }
        }
    }

    private sealed class BrokenStore : IAsyncDisposable
    {
        private readonly MemoryStore memory;
        private readonly WatchCache cache;

        private BrokenStore(MemoryStore memory, WatchCache cache)
        {
            this.memory = memory;
            this.cache = cache;
            Store = new ResourceBuilder(cache).Build(TestKinds.ConfigMaps).Store;
        }

        public ObjectStore Store { get; }

        public static async Task<BrokenStore> StartAsync()
        {
            var memory = new MemoryStore(new FakeTimeProvider());
            for (var i = 0; i < Objects; i++)
            {
                var name = $"map-{i:0000}";
                var json = $$$"""{"metadata":{"name":"{{{name}}}","namespace":"default","uid":"u","labels":{"app":"broken"}},{{{Broken}}}""";
                byte[] value = [1, 2, .. "v1"u8, .. Encoding.UTF8.GetBytes(json)];
                await memory.CommitAsync([new StoreWrite($"core/configmaps/default/{name}", value, 0)], TestRegistry.Token);
            }

            return new BrokenStore(memory, await WatchCache.StartAsync(memory, new WatchCacheOptions(), TestRegistry.Token));
        }

        public OperationContext Context(string name) => new()
        {
            User = ApiMachinery.Identity.UserInfo.Anonymous,
            Resource = Store.Model.StorageKind.Resource,
            Namespace = "default",
            Name = name,
            Now = DateTimeOffset.UnixEpoch,
        };

        public async ValueTask DisposeAsync()
        {
            await cache.DisposeAsync();
            await memory.DisposeAsync();
        }
    }
}

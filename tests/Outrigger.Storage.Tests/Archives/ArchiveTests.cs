using System.Security.Cryptography;
using System.Text;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Memory;

namespace Outrigger.Storage.Tests.Archives;

public sealed class ArchiveTests
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public async Task Export_WritesALineForEachObject_WithItsJsonAsItIsStored()
    {
        var lines = Encoding.UTF8.GetString(await ExportAsync(
            Put("core/configmaps/default/a", Stored("v1", """{"metadata":{"name":"a"},"data":{"k":"\n\u00e4"}}""")),
            Put("core/events/default/b", Stored("v1", "{}"), TimeSpan.FromHours(1)),
            Put("odd/things/c", [9, 10, 11]))).Split('\n');

        lines.Length.ShouldBe(6);
        lines[0].ShouldBe($$"""{"format":"outrigger.export/1","revision":2,"made":"{{clock.GetUtcNow().UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}}"}""");
        lines[1].ShouldBe("""{"key":"core/configmaps/default/a","revision":2,"version":"v1","object":{"metadata":{"name":"a"},"data":{"k":"\n\u00e4"}}}""");
        lines[2].ShouldContain($"\"expires\":\"{clock.GetUtcNow().AddHours(1).UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}\"");
        lines[3].ShouldBe("""{"key":"odd/things/c","revision":2,"value":"CQoL"}""");
        var before = string.Join('\n', lines[..4]) + "\n";
        lines[4].ShouldBe($$"""{"objects":3,"sha256":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(before)))}}"}""");
        lines[5].ShouldBeEmpty();
    }

    [Fact]
    public async Task Import_OfAnExport_GivesTheSameBytesUnderNewRevisions()
    {
        byte[][] values = [Stored("v1", "{\"a\":1}"), Stored("v1beta1", "{}"), Stored("v1", "{"), Stored("v1", "{\n}"), Stored("v1", " {}"), [1], [], [1, 200, 3], [2, 0]];
        var archive = await ExportAsync([.. values.Select((v, i) => Put($"a/b/{i}", v))]);
        await using var target = new MemoryStore(clock, 2 + StoreImport.Leap);

        await StoreImport.RunAsync(new MemoryStream(archive), target, clock, null, None);

        var records = (await target.RangeAsync(new RangeQuery(""), None)).Records;
        records.Select(r => r.Value.ToArray()).ShouldBe(values);
        records.ShouldAllBe(r => r.ModRevision == 3 + StoreImport.Leap);
    }

    [Fact]
    public async Task Import_KeepsTheTimeThatIsLeft_AndEndsWhatHasEnded()
    {
        var archive = await ExportAsync(
            Put("a/events/1", [1], TimeSpan.FromMinutes(60)), Put("a/events/2", [1], TimeSpan.FromMinutes(10)), Put("a/events/3", [1]));
        clock.Advance(TimeSpan.FromMinutes(30));
        await using var target = new MemoryStore(clock, 2 + StoreImport.Leap);
        await StoreImport.RunAsync(new MemoryStream(archive), target, clock, null, None);

        clock.Advance(TimeSpan.FromSeconds(2));
        (await KeysAsync(target)).ShouldBe(["a/events/1", "a/events/3"]);
        clock.Advance(TimeSpan.FromMinutes(29));
        (await KeysAsync(target)).ShouldBe(["a/events/1", "a/events/3"]);
        clock.Advance(TimeSpan.FromMinutes(1));
        (await KeysAsync(target)).ShouldBe(["a/events/3"]);
    }

    [Fact]
    public async Task Check_OfAnArchiveThatIsCutAnywhere_Refuses()
    {
        var archive = await ExportAsync(Put("a/b/1", Stored("v1", "{}")), Put("a/b/2", Stored("v1", "{}")));

        (await StoreImport.CheckAsync(new MemoryStream(archive), None)).Objects.ShouldBe(2);
        for (var length = 0; length < archive.Length; length++)
        {
            await Should.ThrowAsync<InvalidDataException>(() => StoreImport.CheckAsync(new MemoryStream(archive[..length]), None), $"{length} bytes");
        }
    }

    [Fact]
    public async Task Check_OfAnArchiveWithAnyByteChanged_Refuses()
    {
        var archive = await ExportAsync(Put("a/b/1", Stored("v1", "{\"x\":\"y\"}")), Put("a/b/2", Stored("v1", "{}")));
        for (var at = 0; at < archive.Length; at++)
        {
            var changed = archive.ToArray();
            changed[at] ^= 1;
            await Should.ThrowAsync<InvalidDataException>(() => StoreImport.CheckAsync(new MemoryStream(changed), None), $"byte {at}");
        }
    }

    [Theory]
    [InlineData("", "its end is missing")]
    [InlineData("hello\n", "it does not begin as one")]
    [InlineData("{\"format\":\"other\"}\n", "it does not begin as one")]
    [InlineData("{\"format\":\"outrigger.export/2\",\"revision\":1}\n", "use the newer version that wrote it")]
    [InlineData("{\"format\":\"outrigger.export/1\",\"revision\":1}\n{\"key\":\"b\",\"value\":\"\"}\n{\"key\":\"a\",\"value\":\"\"}\n", "a stands after b")]
    [InlineData("{\"format\":\"outrigger.export/1\",\"revision\":1}\n{\"key\":\"b\"}\n", "a line is no object")]
    [InlineData("{\"format\":\"outrigger.export/1\",\"revision\":\"x\"}\n", "it does not begin as one")]
    public async Task Check_OfWhatIsNone_SaysWhy(string text, string why) =>
        (await Should.ThrowAsync<InvalidDataException>(() => StoreImport.CheckAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), None)))
            .Message.ShouldContain(why);

    [Fact]
    public async Task Check_OfAnythingAfterTheEnd_Refuses()
    {
        byte[] archive = [.. await ExportAsync(Put("a/b/1", [1])), .. "{\"key\":\"a/b/2\",\"value\":\"\"}\n"u8];

        (await Should.ThrowAsync<InvalidDataException>(() => StoreImport.CheckAsync(new MemoryStream(archive), None))).Message.ShouldContain("follows its end");
    }

    [Fact]
    public async Task Export_OfAStateThatIsForgottenMeanwhile_SaysToTryAgain()
    {
        await using var store = new MemoryStore(clock);
        for (var i = 0; i < 600; i++)
        {
            await store.CommitAsync([Put($"a/b/{i:000}", [1])], None);
        }

        var e = await Should.ThrowAsync<StoreUnavailableException>(() => StoreExport.RunAsync(
            store, store, Stream.Null, clock, done => ForgetAsync(store).AsTask().Wait(TimeSpan.Zero).ShouldBeTrue($"{done}"), None));

        e.Message.ShouldContain("try again");
    }

    private static async ValueTask ForgetAsync(MemoryStore store)
    {
        await store.CommitAsync([Put("z/z/z", [1])], None);
        await store.CompactAsync(long.MaxValue, None);
    }

    private static byte[] Stored(string version, string json) => [1, (byte)version.Length, .. Encoding.UTF8.GetBytes(version + json)];

    private static StoreWrite Put(string key, byte[] value, TimeSpan? ttl = null) => new(key, value, 0, ttl);

    private static async Task<IEnumerable<string>> KeysAsync(MemoryStore store) =>
        (await store.RangeAsync(new RangeQuery(""), None)).Records.Select(r => r.Key);

    private async Task<byte[]> ExportAsync(params StoreWrite[] writes)
    {
        await using var store = new MemoryStore(clock);
        await store.CommitAsync(writes, None);
        var archive = new MemoryStream();
        var summary = await StoreExport.RunAsync(store, store, archive, clock, null, None);
        summary.ShouldBe(new ArchiveSummary(new ArchiveHeader(2, clock.GetUtcNow()), writes.Length, archive.Length));
        return archive.ToArray();
    }
}

using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Storage.Tests.Sqlite;

/// <summary>Files as a kill leaves them, then damaged: what would lose an acknowledged commit is refused, and nothing is removed.</summary>
public sealed class DamageTests : SqliteFixture
{
    private const int FrameSize = 4096 + 24;
    private const int HeaderSize = 32;

    [Fact]
    public async Task Open_AfterAKill_FindsEverything()
    {
        var path = await KilledAsync();

        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None);

        (await KeysAsync(store)).Count.ShouldBe(40);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // as after the machine was cut off
    public async Task Open_WithAFlippedBitInTheLog_IsRefused_AndLeavesTheLog(bool index)
    {
        var path = await KilledAsync(index);
        Flip(path + "-wal", HeaderSize + (FrameSize * 10) + 100);

        await RefusedAsync(path, "frame 1");
    }

    [Fact]
    public async Task Open_WithADamagedHeadOfTheLog_IsRefused()
    {
        var path = await KilledAsync();
        Flip(path + "-wal", 20);

        await RefusedAsync(path, "head of");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(HeaderSize + (FrameSize * 5))]
    public async Task Open_WithATruncatedLog_IsRefused(int length)
    {
        var path = await KilledAsync();
        using (var wal = new FileStream(path + "-wal", FileMode.Open))
        {
            wal.SetLength(length);
        }

        await RefusedAsync(path, $"{path}-wal", walIsThere: length > 0);
    }

    [Fact]
    public async Task Open_WithoutItsLog_IsRefused()
    {
        var path = await KilledAsync();
        System.IO.File.Delete(path + "-wal");

        await RefusedAsync(path, "is gone or empty", walIsThere: false);
    }

    [Fact]
    public async Task Open_WithATornLastBatch_DropsOnlyThat()
    {
        var path = await KilledAsync(index: false);
        using (var wal = new FileStream(path + "-wal", FileMode.Open))
        {
            wal.SetLength(wal.Length - 2000);
        }

        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None);

        (await KeysAsync(store)).Count.ShouldBe(39);
    }

    // The size in the head of a frame tells the end of a transaction. Of frame 42 it lies in another sector than the rest of the head, so that a
    // power cut can leave there what an older frame had.
    [Theory]
    [InlineData(42, true)]
    [InlineData(43, false)]
    public async Task Open_WithATornLastBatch_AndAnEndInTheMiddleOfIt_IsRefusedUnlessItMayBeAnOlderFrames(int frame, bool opens)
    {
        var (path, firstOfBatch) = await KilledAfterALargeBatchAsync();
        firstOfBatch.ShouldBeLessThan(40);
        Flip(path + "-wal", HeaderSize + (FrameSize * firstOfBatch) + 100);
        Flip(path + "-wal", HeaderSize + (FrameSize * (frame - 1)) + 7);

        if (!opens)
        {
            await RefusedAsync(path, $"frame {firstOfBatch + 1}");
            return;
        }

        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None);
        (await KeysAsync(store)).ShouldBe(["a/b/small"]);
    }

    [Fact]
    public async Task Open_WithADamagedIndexOfTheLog_MakesItAnew()
    {
        var path = await KilledAsync();
        Flip(path + "-shm", 18);
        Flip(path + "-shm", 200);

        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None);

        (await KeysAsync(store)).Count.ShouldBe(40);
    }

    [Fact]
    public async Task Open_OfADamagedFile_LeavesItsLog()
    {
        var path = await KilledAsync(checkpoint: true);
        var bytes = await System.IO.File.ReadAllBytesAsync(path);
        bytes.AsSpan(2 * 4096).Fill(0xA5);
        await System.IO.File.WriteAllBytesAsync(path, bytes);

        await RefusedAsync(path, "damaged");
    }

    private static void Flip(string path, int at)
    {
        using var file = new FileStream(path, FileMode.Open);
        file.Position = at;
        var b = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(b ^ 0x10));
    }

    private static async Task RefusedAsync(string path, string why, bool walIsThere = true)
    {
        var before = walIsThere ? await System.IO.File.ReadAllBytesAsync(path + "-wal") : [];

        var e = await Should.ThrowAsync<StoreUnavailableException>(() => SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None));

        e.Message.ShouldContain(why);
        e.Message.ShouldContain("outrigger restore");
        if (walIsThere)
        {
            (await System.IO.File.ReadAllBytesAsync(path + "-wal")).AsSpan().SequenceEqual(before).ShouldBeTrue("the log is as it was");
        }
    }

    // the large batch is the last one; how many frames stand before it
    private async Task<(string Path, int Frames)> KilledAfterALargeBatchAsync()
    {
        await using var store = await OpenAsync();
        await CommitAsync(store, Put("a/b/small", "x"));
        var frames = (int)((new FileInfo(File + "-wal").Length - HeaderSize) / FrameSize);
        await CommitAsync(store, [.. Enumerable.Range(0, 60).Select(i => Put($"a/b/{i:00}", new string('x', 3000)))]);
        var path = File + ".killed";
        System.IO.File.Copy(File, path);
        System.IO.File.Copy(File + "-wal", path + "-wal");
        return (path, frames);
    }

    // A copy of the files while the store is open is what a kill leaves.
    private async Task<string> KilledAsync(bool index = true, bool checkpoint = false)
    {
        await using var store = await OpenAsync(o => checkpoint ? o with { CheckpointPages = 30 } : o);
        for (var i = 0; i < 40; i++)
        {
            await CommitAsync(store, Put($"a/b/{i:00}", new string('x', 500)));
        }

        if (checkpoint)
        {
            await Eventually.TrueAsync(() => new FileInfo(File).Length > 10 * 4096, "the checkpoint");
        }

        var path = File + ".killed";
        foreach (var end in (string[])["", "-wal", .. index ? ["-shm"] : Array.Empty<string>()])
        {
            System.IO.File.Copy(File + end, path + end);
        }

        return path;
    }
}

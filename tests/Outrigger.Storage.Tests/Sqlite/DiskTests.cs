using System.Runtime.Versioning;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Engine;
using Outrigger.TestKit.Disks;

namespace Outrigger.Storage.Tests.Sqlite;

/// <summary>What a disk does: full, broken, read-only, slow. Writes fail, reads go on, it recovers by itself.</summary>
[SupportedOSPlatform("linux")]
public sealed class DiskTests : SqliteFixture
{
    private volatile int code;

    [Theory]
    [InlineData(13, true)] // SQLITE_FULL
    [InlineData(778, false)] // SQLITE_IOERR_WRITE
    [InlineData(8, false)] // SQLITE_READONLY
    public async Task Commit_OnABrokenDisk_IsRefused_ReadsGoOn_AndItRecoversByItself(int error, bool full)
    {
        var clock = new FakeTimeProvider();
        await using var store = (SqliteStore)await OpenAsync(o => o with { Failpoint = Break, TimeProvider = clock });
        await CommitAsync(store, Put("a/b/1"));
        code = error;

        for (var i = 0; i < 3; i++)
        {
            var e = await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/2")], None));
            (e.OutOfSpace, e.OutcomeUnknown).ShouldBe((full, false));
        }

        store.Failure.ShouldNotBeNull().ShouldContain($"{error}");
        (await KeysAsync(store)).ShouldBe(["a/b/1"]);
        code = 0;
        await Eventually.TrueAsync(
            () =>
            {
                clock.Advance(TimeSpan.FromSeconds(1));
                return store.Failure is null;
            },
            "the recovery without a write");
        (await CommitAsync(store, Put("a/b/2"))).ShouldBe(3);
    }

    [Fact]
    public async Task Commit_ThatWaitsForTheDisk_HoldsUpNoRead_AndIsToldToReadiness()
    {
        var clock = new FakeTimeProvider();
        using var disk = new ManualResetEventSlim(true);
        using var reached = new SemaphoreSlim(0);
        await using var store = await OpenOnAsync(disk, reached, clock);
        await CommitAsync(store, Put("a/b/1"));
        await reached.WaitAsync(None);
        disk.Reset();
        var slow = store.CommitAsync([Put("a/b/2")], None).AsTask();
        await reached.WaitAsync(None);
        clock.Advance(TimeSpan.FromSeconds(5));

        (await KeysAsync(store)).ShouldBe(["a/b/1"]);
        store.Failure.ShouldBeNull();
        clock.Advance(TimeSpan.FromSeconds(10));
        store.Failure.ShouldBe("a commit has waited 15 s for the disk");
        disk.Set();
        (await slow).ShouldBeOfType<CommitResult.Committed>();
        store.Failure.ShouldBeNull();
    }

    [Fact]
    public async Task Commit_WhoseCallerLeavesWhileTheDiskHoldsItUp_IsAnswered_AndMayBeWrittenStill()
    {
        var clock = new FakeTimeProvider();
        using var disk = new ManualResetEventSlim(false);
        using var reached = new SemaphoreSlim(0);
        await using var store = await OpenOnAsync(disk, reached, clock);
        using var caller = new CancellationTokenSource();
        var written = store.CommitAsync([Put("a/b/1")], caller.Token).AsTask();
        await reached.WaitAsync(None);
        var queued = store.CommitAsync([Put("a/b/2")], caller.Token).AsTask();
        await caller.CancelAsync();
        clock.Advance(TimeSpan.FromSeconds(1));

        await Should.ThrowAsync<OperationCanceledException>(written);
        await Should.ThrowAsync<OperationCanceledException>(queued);
        disk.Set();
        await CommitAsync(store, Put("a/b/3"));
        (await KeysAsync(store)).ShouldBe(["a/b/1", "a/b/3"]);
    }

    [Fact]
    public async Task Log_AfterAFailedCommit_IsBegunAnew_SoThatItsRemainsCountForNothing()
    {
        await using var store = (SqliteStore)await OpenAsync(o => o with { Failpoint = Break });
        await CommitAsync(store, Put("a/b/1"));
        var first = await SaltAsync();
        await CommitAsync(store, Put("a/b/2"));
        (await SaltAsync()).ShouldBe(first);
        code = 778;
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CommitAsync([Put("a/b/3")], None));
        code = 0;

        await CommitAsync(store, Put("a/b/3"));

        (await SaltAsync()).ShouldNotBe(first);
    }

    [Fact]
    public async Task Calls_AfterTheStoreHasClosed_AreAnswered()
    {
        var store = (SqliteStore)await OpenAsync();
        await store.DisposeAsync();

        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.CompactAsync(1, None));
        await Should.ThrowAsync<StoreUnavailableException>(async () => await store.BackupAsync(File + ".backup", None));
    }

    [Fact]
    public async Task Commit_OnAFullFileSystem_IsRefused_AndGoesOnWhenThereIsSpace()
    {
        using var mounted = SmallFileSystem.Mount(megabytes: 4);
        Assert.SkipWhen(mounted is null, "mounting does not work here");
        var path = Path.Combine(mounted.Path, "store.db");
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path, CheckpointPages = 64 }, None);
        var ballast = Path.Combine(mounted.Path, "ballast");
        var written = new List<string>();
        await using (var fill = new FileStream(ballast, FileMode.CreateNew))
        {
            fill.Write(new byte[2 << 20]);
        }

        StoreUnavailableException? refusal = null;
        for (var i = 0; refusal is null && i < 4000; i++)
        {
            try
            {
                await CommitAsync(store, Put($"a/b/{i:0000}", new string('x', 2000)));
                written.Add($"a/b/{i:0000}");
            }
            catch (StoreUnavailableException e)
            {
                refusal = e;
            }
        }

        refusal.ShouldNotBeNull();
        refusal.OutOfSpace.ShouldBeTrue(refusal.Message);
        store.Failure.ShouldNotBeNull();
        (await KeysAsync(store)).ShouldBe(written);
        System.IO.File.Delete(ballast);
        await Eventually.TrueAsync(() => store.Failure is null, "the recovery without a write");
        await CommitAsync(store, Put("a/b/after", new string('x', 2000)));
        (await KeysAsync(store)).ShouldBe([.. written, "a/b/after"]);
    }

    /// <summary>A store whose commits tell that they are there and then wait until the disk is set.</summary>
    private async Task<SqliteStore> OpenOnAsync(ManualResetEventSlim disk, SemaphoreSlim reached, TimeProvider clock) => (SqliteStore)await OpenAsync(o => o with
    {
        TimeProvider = clock,
        Failpoint = step =>
        {
            if (step == WriterStep.Commit)
            {
                reached.Release();
                disk.Wait(TimeSpan.FromSeconds(30)).ShouldBeTrue();
            }
        },
    });

    private async Task<byte[]> SaltAsync()
    {
        await using var log = new FileStream(File + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var head = new byte[24];
        await log.ReadExactlyAsync(head);
        return head[16..];
    }

    private void Break(WriterStep step)
    {
        if (step == WriterStep.Commit && code is var now and not 0)
        {
            throw new SqliteException(now, "made by a test");
        }
    }
}

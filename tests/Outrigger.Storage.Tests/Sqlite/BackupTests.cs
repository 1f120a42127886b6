using System.Runtime.Versioning;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Backups;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Tests.Sqlite;

[UnsupportedOSPlatform("windows")]
public sealed class BackupTests : SqliteFixture
{
    private string Copy => File + ".backup";

    private string Target => File + ".restored";

    [Fact]
    public async Task Backup_UnderWrites_HoldsWhatWasAcknowledgedBefore_AsOneState()
    {
        await using var store = (SqliteStore)await OpenAsync(o => o with { CheckpointPages = 64 });
        for (var i = 0; i < 1500; i++)
        {
            await CommitAsync(store, Put($"a/before/{i}", new string('x', 2000)), Put($"a/before-pair/{i}"));
        }

        using var stop = new CancellationTokenSource();
        var writing = Task.Run(() => WriteAsync(store, stop.Token));
        var backup = await store.BackupAsync(Copy, None);
        await stop.CancelAsync();
        await writing;

        await using var restored = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Copy }, None);
        (await restored.CurrentRevisionAsync(None)).ShouldBe(backup.Revision);
        var keys = await KeysAsync(restored);
        keys.Count.ShouldBe((int)backup.Objects);
        keys.Count(k => k.StartsWith("a/before/")).ShouldBe(1500);

        // each commit writes a pair: a state between commits would hold half of one
        keys.Count(k => k.StartsWith("a/later/")).ShouldBe(keys.Count(k => k.StartsWith("a/later-pair/")));
        (System.IO.File.GetUnixFileMode(Copy) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)).ShouldBe(UnixFileMode.None);
    }

    [Fact]
    public async Task Backup_ThatIsCancelled_LeavesNoFile_AndTheStoreGoesOn()
    {
        await using var store = (SqliteStore)await OpenAsync();
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => store.BackupAsync(Copy, stop.Token));

        System.IO.File.Exists(Copy).ShouldBeFalse();
        await CommitAsync(store, Put("a/b/c"));
        (await store.BackupAsync(Copy, None)).Objects.ShouldBe(1);
    }

    [Fact]
    public async Task Backup_IntoAMissingFolder_SaysSo()
    {
        await using var store = (SqliteStore)await OpenAsync();

        (await Should.ThrowAsync<StoreUnavailableException>(() => store.BackupAsync(File + "/no/x", None))).Message.ShouldContain("/no/x");
    }

    [Fact]
    public async Task Restore_RaisesTheRevision_AndForgetsWhatWasBefore()
    {
        long last, newest;
        await using (var store = (SqliteStore)await OpenAsync())
        {
            await CommitAsync(store, Put("a/b/1"));
            last = await CommitAsync(store, Put("a/b/2"));
            await CommitAsync(store, Put("a/b/1", "new", last - 1));
            last = await CommitAsync(store, Put("a/b/3"));
            await store.BackupAsync(Copy, None);
            newest = await CommitAsync(store, Put("a/b/lost"));
        }

        var result = await StoreRestore.RunAsync(Copy, Target, File, new FakeTimeProvider(new DateTimeOffset(2025, 1, 1, 0, 0, 0, TimeSpan.Zero)), None);

        result.ShouldBe(new StoreBackup(Target, newest + 1_000_000_000, 3, result.Bytes));
        await using var restored = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Target }, None);
        (await restored.CurrentRevisionAsync(None)).ShouldBe(result.Revision);
        (await KeysAsync(restored)).ShouldBe(["a/b/1", "a/b/2", "a/b/3"]);
        await Should.ThrowAsync<RevisionCompactedException>(async () =>
        {
            await foreach (var _ in restored.WatchAsync("", last, None))
            {
            }
        });
        await Should.ThrowAsync<RevisionCompactedException>(async () => await restored.RangeAsync(new RangeQuery("", Revision: last + 1), None));

        // objects keep their versions, so an update that knew the state goes through
        (await CommitAsync(restored, Put("a/b/2", "changed", 3))).ShouldBe(result.Revision + 1);
        await Eventually.TrueAsync(() => Rows(Target) == 4, "the sweep of what was replaced");
    }

    [Fact]
    public async Task Restore_OfTheSameBackupAgain_BeginsBeyondTheStoreThatItReplaces_ReadableOrNot()
    {
        await MakeBackupAsync();
        var clock = new FakeTimeProvider();
        await StoreRestore.RunAsync(Copy, Target, File, clock, None);
        var given = await WriteAsync(Target);

        var second = await StoreRestore.RunAsync(Copy, File + ".2", Target, clock, None);
        second.Revision.ShouldBe(given + 1_000_000_000);
        clock.Advance(TimeSpan.FromHours(1));
        (await StoreRestore.RunAsync(Copy, File + ".3", Target + ".none", clock, None)).Revision.ShouldBeGreaterThan(second.Revision + 1_000_000_000);
        var third = await StoreRestore.RunAsync(Copy, File + ".4", Target + ".none", clock, None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await System.IO.File.WriteAllTextAsync(Target, "damaged");
        (await StoreRestore.RunAsync(Copy, File + ".5", Target, clock, None)).Revision.ShouldBe(third.Revision + 600_000_000);
    }

    [Fact]
    public async Task Restore_OverAStoreThatWasBegunInPlaceOfALostOne_BeginsBeyondTheLostOne()
    {
        await MakeBackupAsync();
        var clock = new FakeTimeProvider();
        await StoreRestore.RunAsync(Copy, Target, File, clock, None);
        var given = await WriteAsync(Target);
        clock.Advance(TimeSpan.FromHours(1));

        // the disk of the restored store is lost, and a server began a store of its own before the operator restores again
        (await WriteAsync(File + ".fresh")).ShouldBeLessThan(10);
        var again = await StoreRestore.RunAsync(Copy, File + ".2", File + ".fresh", clock, None);

        again.Revision.ShouldBeGreaterThan(given + 1_000_000_000);
    }

    [Fact]
    public async Task Restore_OfAnOlderBackup_BeginsBeyondTheLostStoresOfNewerOnes()
    {
        await MakeBackupAsync();
        var clock = new FakeTimeProvider();
        await StoreRestore.RunAsync(Copy, Target, Target + ".none", clock, None);
        clock.Advance(TimeSpan.FromHours(1));
        await StoreRestore.RunAsync(Target, File + ".2", Target + ".none", clock, None);
        var given = await WriteAsync(File + ".2");
        clock.Advance(TimeSpan.FromHours(1));

        var third = await StoreRestore.RunAsync(Copy, File + ".3", Target + ".none", clock, None);

        third.Revision.ShouldBeGreaterThan(given + 1_000_000_000);
    }

    [Fact]
    public async Task Restore_WithAClockThatIsFarAhead_MakesAStoreThatCanBeWritten()
    {
        await MakeBackupAsync();

        var made = await StoreRestore.RunAsync(Copy, Target, File, new FakeTimeProvider(DateTimeOffset.MaxValue.AddDays(-1)), None);

        (await WriteAsync(Target)).ShouldBe(made.Revision + 1);
        made.Revision.ShouldBeLessThan(1L << 53, "row ids hold no more");
    }

    [Fact]
    public async Task Restore_OfSomethingElse_IsRefused_AndLeavesNothing()
    {
        await System.IO.File.WriteAllTextAsync(Copy, "");
        (await RefusalAsync()).ShouldContain("is no backup of outrigger (it is empty)");
        await System.IO.File.WriteAllBytesAsync(Copy, Enumerable.Repeat((byte)'x', 8192).ToArray());
        (await RefusalAsync()).ShouldContain("not a");
        System.IO.File.Delete(Copy);
        (await RefusalAsync()).ShouldContain("no such file");
        await (await OpenAsync()).DisposeAsync();
        System.IO.File.Copy(File, Copy);
        await System.IO.File.WriteAllTextAsync(Target, "mine");
        (await RefusalAsync()).ShouldContain("is there already");
        (await System.IO.File.ReadAllTextAsync(Target)).ShouldBe("mine");

        Directory.GetFiles(Path.GetDirectoryName(Target)!, "*.restoring*").ShouldBeEmpty();
    }

    private static long Rows(string path)
    {
        using var connection = SqliteConnection.Open(path, TimeSpan.FromSeconds(1), readOnly: true);
        return connection.Scalar("SELECT count(*) FROM log");
    }

    private static async Task WriteAsync(IStore store, CancellationToken stop)
    {
        for (var i = 0; !stop.IsCancellationRequested; i++)
        {
            await CommitAsync(store, Put($"a/later/{i}", new string('y', 3000)), Put($"a/later-pair/{i}", new string('y', 3000)));
        }
    }

    private static async Task<long> WriteAsync(string path)
    {
        await using var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = path }, None);
        return await CommitAsync(store, Put("a/b/2"));
    }

    private async Task MakeBackupAsync()
    {
        await using var store = (SqliteStore)await OpenAsync();
        await CommitAsync(store, Put("a/b/1"));
        await store.BackupAsync(Copy, None);
    }

    private async Task<string> RefusalAsync() =>
        (await Should.ThrowAsync<StoreUnavailableException>(() => StoreRestore.RunAsync(Copy, Target, File, TimeProvider.System, None))).Message;
}

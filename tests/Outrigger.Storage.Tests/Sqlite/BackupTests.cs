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

        var result = await StoreRestore.RunAsync(Copy, Target, File, TimeProvider.System, None);

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
        await using (var store = (SqliteStore)await OpenAsync())
        {
            await CommitAsync(store, Put("a/b/1"));
            await store.BackupAsync(Copy, None);
        }

        var clock = new FakeTimeProvider();
        var first = await StoreRestore.RunAsync(Copy, Target, File, clock, None);
        long given;
        await using (var store = await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Target }, None))
        {
            given = await CommitAsync(store, Put("a/b/2"));
        }

        var second = await StoreRestore.RunAsync(Copy, File + ".2", Target, clock, None);
        second.Revision.ShouldBe(given + 1_000_000_000);
        (await StoreRestore.RunAsync(Copy, File + ".3", Target + ".none", clock, None)).Revision.ShouldBeGreaterThan(first.Revision);
        var third = await StoreRestore.RunAsync(Copy, File + ".4", Target + ".none", clock, None);
        clock.Advance(TimeSpan.FromMinutes(1));
        await System.IO.File.WriteAllTextAsync(Target, "damaged");
        (await StoreRestore.RunAsync(Copy, File + ".5", Target, clock, None)).Revision.ShouldBe(third.Revision + 6_000_000);
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

    private async Task<string> RefusalAsync() =>
        (await Should.ThrowAsync<StoreUnavailableException>(() => StoreRestore.RunAsync(Copy, Target, File, TimeProvider.System, None))).Message;
}

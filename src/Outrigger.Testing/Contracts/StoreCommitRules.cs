using Outrigger.Storage.Contract;
using Outrigger.Testing.Time;

namespace Outrigger.Testing.Contracts;

/// <summary>Commits: all or nothing, checked by revision, one after another.</summary>
internal sealed class StoreCommitRules(IStore store, long start, FakeTimeProvider clock) : StoreRules(store, start, clock)
{
    public async Task CurrentRevision_WithoutWrites_StaysAsItIs() => (await Store.CurrentRevisionAsync(None)).ShouldBe(Start);

    public async Task Commit_OfANewKey_GivesTheNextRevision()
    {
        var revision = await CommitAsync(Put("core/pods/a/x", "1"));

        revision.ShouldBe(Start + 1);
        (await Store.CurrentRevisionAsync(None)).ShouldBe(revision);
        var record = (await RangeAsync("core/pods/a/x")).Records.ShouldHaveSingleItem();
        Text(record).ShouldBe("1");
        (record.CreateRevision, record.ModRevision).ShouldBe((revision, revision));
    }

    public async Task Commit_OfAChange_KeepsTheCreateRevision()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        var changed = await CommitAsync(Put("a/b/c", "2", created));

        var record = (await RangeAsync("a/b/c")).Records.ShouldHaveSingleItem();
        (record.CreateRevision, record.ModRevision, Text(record)).ShouldBe((created, changed, "2"));
    }

    public async Task Commit_OverAnExistingKeyAsNew_Conflicts()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));

        var conflict = (await Store.CommitAsync([Put("a/b/c", "2")], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Key.ShouldBe("a/b/c");
        conflict.Current.ShouldNotBeNull();
        (conflict.Current.ModRevision, Text(conflict.Current)).ShouldBe((created, "1"));
        (await Store.CurrentRevisionAsync(None)).ShouldBe(created);
    }

    public async Task Commit_WithAnOldRevision_Conflicts()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        var changed = await CommitAsync(Put("a/b/c", "2", created));

        var conflict = (await Store.CommitAsync([Put("a/b/c", "3", created)], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Current!.ModRevision.ShouldBe(changed);
    }

    public async Task Commit_ExpectingAKeyThatIsNotThere_ConflictsWithNothing()
    {
        var conflict = (await Store.CommitAsync([Put("a/b/c", "1", 7)], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Current.ShouldBeNull();
    }

    public async Task Commit_OfSeveralWrites_SharesOneRevision()
    {
        var revision = await CommitAsync(Put("a/b/1", "x"), Put("a/b/2", "y"));

        (await RangeAsync("a/b/")).Records.Select(r => r.ModRevision).ShouldBe([revision, revision]);
    }

    public async Task Commit_OfWhichOneConflicts_WritesNothing()
    {
        await CommitAsync(Put("a/b/2", "old"));

        var result = await Store.CommitAsync([Put("a/b/1", "x"), Put("a/b/2", "y")], None);

        result.ShouldBeOfType<CommitResult.Conflict>().Key.ShouldBe("a/b/2");
        (await KeysAsync("a/b/")).ShouldBe(["a/b/2"]);
    }

    public async Task Commit_OfADeletion_RemovesTheKeyAndFreesItsName()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        await CommitAsync(Delete("a/b/c", created));
        (await KeysAsync("a/b/")).ShouldBeEmpty();
        (await Store.CommitAsync([Put("a/b/c", "2", created)], None)).ShouldBeOfType<CommitResult.Conflict>().Current.ShouldBeNull();

        var again = await CommitAsync(Put("a/b/c", "3"));

        (await RangeAsync("a/b/c")).Records[0].CreateRevision.ShouldBe(again);
    }

    public async Task Commit_WithoutMeaning_IsAnError()
    {
        await Expect.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync([], None));
        await Expect.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync([Put("a/b/c", "1"), Put("a/b/c", "2")], None));
        await Expect.ThrowsAsync<ArgumentException>(async () => await Store.CommitAsync([Delete("a/b/c", 0)], None));
    }

    public async Task Commit_ByManyAtOnceOnOneKey_IsWonByOneAtATime()
    {
        const int writers = 16;
        const int rounds = 20;
        await CommitAsync(Put("a/b/counter", "0"));

        await Task.WhenAll(Enumerable.Range(0, writers).Select(_ => Task.Run(async () =>
        {
            for (var done = 0; done < rounds;)
            {
                var record = (await RangeAsync("a/b/counter")).Records[0];
                var next = Put("a/b/counter", (int.Parse(Text(record)) + 1).ToString(), record.ModRevision);
                done += await Store.CommitAsync([next], None) is CommitResult.Committed ? 1 : 0;
            }
        }, None)));

        var last = (await RangeAsync("a/b/counter")).Records[0];
        Text(last).ShouldBe((writers * rounds).ToString());
        last.ModRevision.ShouldBe(Start + 1 + (writers * rounds));
    }
}

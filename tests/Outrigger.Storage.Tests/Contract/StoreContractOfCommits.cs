using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Tests.Contract;

public abstract class StoreContractOfCommits : StoreContract
{
    [Fact]
    public async Task CurrentRevision_WithoutWrites_StaysAsItIs() => (await Store.CurrentRevisionAsync(None)).ShouldBe(Start);

    [Fact]
    public async Task Commit_OfANewKey_GivesTheNextRevision()
    {
        var revision = await CommitAsync(Put("core/pods/a/x", "1"));

        revision.ShouldBe(Start + 1);
        (await Store.CurrentRevisionAsync(None)).ShouldBe(revision);
        var record = (await RangeAsync("core/pods/a/x")).Records.ShouldHaveSingleItem();
        Text(record).ShouldBe("1");
        (record.CreateRevision, record.ModRevision).ShouldBe((revision, revision));
    }

    [Fact]
    public async Task Commit_OfAChange_KeepsTheCreateRevision()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        var changed = await CommitAsync(Put("a/b/c", "2", created));

        var record = (await RangeAsync("a/b/c")).Records.ShouldHaveSingleItem();
        (record.CreateRevision, record.ModRevision, Text(record)).ShouldBe((created, changed, "2"));
    }

    [Fact]
    public async Task Commit_OverAnExistingKeyAsNew_Conflicts()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));

        var conflict = (await Store.CommitAsync([Put("a/b/c", "2")], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Key.ShouldBe("a/b/c");
        conflict.Current.ShouldNotBeNull();
        (conflict.Current.ModRevision, Text(conflict.Current)).ShouldBe((created, "1"));
        (await Store.CurrentRevisionAsync(None)).ShouldBe(created);
    }

    [Fact]
    public async Task Commit_WithAnOldRevision_Conflicts()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        var changed = await CommitAsync(Put("a/b/c", "2", created));

        var conflict = (await Store.CommitAsync([Put("a/b/c", "3", created)], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Current!.ModRevision.ShouldBe(changed);
    }

    [Fact]
    public async Task Commit_ExpectingAKeyThatIsNotThere_ConflictsWithNothing()
    {
        var conflict = (await Store.CommitAsync([Put("a/b/c", "1", 7)], None)).ShouldBeOfType<CommitResult.Conflict>();

        conflict.Current.ShouldBeNull();
    }

    [Fact]
    public async Task Commit_OfSeveralWrites_SharesOneRevision()
    {
        var revision = await CommitAsync(Put("a/b/1", "x"), Put("a/b/2", "y"));

        (await RangeAsync("a/b/")).Records.Select(r => r.ModRevision).ShouldBe([revision, revision]);
    }

    [Fact]
    public async Task Commit_OfWhichOneConflicts_WritesNothing()
    {
        await CommitAsync(Put("a/b/2", "old"));

        var result = await Store.CommitAsync([Put("a/b/1", "x"), Put("a/b/2", "y")], None);

        result.ShouldBeOfType<CommitResult.Conflict>().Key.ShouldBe("a/b/2");
        (await KeysAsync("a/b/")).ShouldBe(["a/b/2"]);
    }

    [Fact]
    public async Task Commit_OfADeletion_RemovesTheKeyAndFreesItsName()
    {
        var created = await CommitAsync(Put("a/b/c", "1"));
        await CommitAsync(Delete("a/b/c", created));
        (await KeysAsync("a/b/")).ShouldBeEmpty();
        (await Store.CommitAsync([Put("a/b/c", "2", created)], None)).ShouldBeOfType<CommitResult.Conflict>().Current.ShouldBeNull();

        var again = await CommitAsync(Put("a/b/c", "3"));

        (await RangeAsync("a/b/c")).Records[0].CreateRevision.ShouldBe(again);
    }

    [Fact]
    public async Task Commit_WithoutMeaning_IsAnError()
    {
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CommitAsync([], None));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CommitAsync([Put("a/b/c", "1"), Put("a/b/c", "2")], None));
        await Should.ThrowAsync<ArgumentException>(async () => await Store.CommitAsync([Delete("a/b/c", 0)], None));
    }

    [Fact]
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
        })));

        var last = (await RangeAsync("a/b/counter")).Records[0];
        Text(last).ShouldBe((writers * rounds).ToString());
        last.ModRevision.ShouldBe(Start + 1 + (writers * rounds));
    }
}

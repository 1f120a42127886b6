using Outrigger.Registry.Custom;

namespace Outrigger.Testing.Contracts;

/// <summary>The change feed, when there is one.</summary>
internal sealed class CustomFeedRules<T>(CustomStorageSubject<T> subject) : CustomRules<T>(subject)
    where T : class
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public async Task Changes_Begin_WithEverything() => await FollowAsync(_ => Task.CompletedTask);

    public async Task Changes_AfterAWrite_TellOfIt() => await FollowAsync(async told =>
    {
        var version = (await PutAsync(Name("a"), 1, null)).ShouldNotBeNull();
        await told(Name("a"));
        version = (await PutAsync(Name("a"), 2, version)).ShouldNotBeNull();
        await told(Name("a"));
        await DeleteAsync(Name("a"), version);
        await told(Name("a"));
    });

    public async Task Changes_OfManyObjects_MissNone() => await FollowAsync(async told =>
    {
        for (var i = 0; i < 50; i++)
        {
            await PutAsync(Name($"n{i}"), 1, null);
        }

        for (var i = 0; i < 50; i++)
        {
            await told(Name($"n{i}"));
        }
    });

    private async Task FollowAsync(Func<Func<ObjectName, Task>, Task> act)
    {
        if (Storage is not IChangeFeed feed)
        {
            return;
        }

        using var stop = new CancellationTokenSource(Patience, TimeProvider.System);
        var changes = feed.ChangesAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        await using (changes)
        {
            (await changes.MoveNextAsync()).ShouldBeTrue("a feed goes on until it is cancelled");
            changes.Current.ShouldBe(null, "the first element of a feed");
            await act(name => ToldAsync(changes, name));
            await stop.CancelAsync();
        }
    }

    private static async Task ToldAsync(IAsyncEnumerator<ObjectName?> changes, ObjectName name)
    {
        try
        {
            while (await changes.MoveNextAsync())
            {
                if (changes.Current is null || changes.Current == name)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            throw new ContractException($"the feed does not tell of {name}");
        }

        throw new ContractException("the feed has ended; a feed goes on until it is cancelled");
    }
}

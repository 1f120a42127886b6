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
        ObjectName[] names = [.. Enumerable.Range(0, 50).Select(i => Name($"n{i}"))];
        foreach (var name in names)
        {
            await PutAsync(name, 1, null);
        }

        await told(names);
    });

    private async Task FollowAsync(Func<Told, Task> act)
    {
        if (Storage is not IChangeFeed feed)
        {
            return;
        }

        using var stop = new CancellationTokenSource(Patience, TimeProvider.System);
        var changes = feed.ChangesAsync(stop.Token).GetAsyncEnumerator(stop.Token);
        await using (changes)
        {
            (await NextAsync(changes, "begin")).ShouldBe(null, "the first element of a feed");
            stop.CancelAfter(Timeout.InfiniteTimeSpan);
            await act(names => ToldAsync(changes, stop, names));
            await stop.CancelAsync();
        }
    }

    // in any order; null stands for all of them, and each has its own time
    private static async Task ToldAsync(IAsyncEnumerator<ObjectName?> changes, CancellationTokenSource stop, ObjectName[] names)
    {
        var missing = names.ToHashSet();
        stop.CancelAfter(Patience);
        while (missing.Count > 0 && await NextAsync(changes, $"tell of {missing.First()}") is { } name)
        {
            if (missing.Remove(name))
            {
                stop.CancelAfter(Patience);
            }
        }

        stop.CancelAfter(Timeout.InfiniteTimeSpan);
    }

    private static async Task<ObjectName?> NextAsync(IAsyncEnumerator<ObjectName?> changes, string what)
    {
        try
        {
            return await changes.MoveNextAsync()
                ? changes.Current
                : throw new ContractException("the feed has ended; a feed goes on until it is cancelled");
        }
        catch (OperationCanceledException)
        {
            throw new ContractException($"the feed does not {what} within {Patience.TotalSeconds:0} s");
        }
    }

    /// <summary>Returns when the feed has told of all of them.</summary>
    private delegate Task Told(params ObjectName[] names);
}

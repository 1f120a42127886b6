namespace Outrigger.Registry.Custom;

/// <summary>Brings what others changed in a storage into the mirror.</summary>
internal sealed class MirrorSync<T>(IObjectSource<T> source, CustomCodec<T> codec, Mirror mirror, CustomStorageOptions options)
    where T : class
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    /// <summary>Why changes are not seen now; null when they are.</summary>
    public string? Problem { get; private set; }

    /// <summary>Reads one object again.</summary>
    public async Task RefreshAsync(string key, CancellationToken cancellationToken)
    {
        using (await mirror.LockAsync(key, cancellationToken).ConfigureAwait(false))
        {
            await RefreshHeldAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads one object again; its lock is held.</summary>
    public async Task RefreshHeldAsync(string key, CancellationToken cancellationToken)
    {
        try
        {
            var item = await source.GetAsync(codec.Name(key), cancellationToken).ConfigureAwait(false);
            if (item is null)
            {
                await mirror.RemoveAsync(key).ConfigureAwait(false);
            }
            else if (mirror.Find(key)?.Version != item.Version)
            {
                var encoded = codec.Encode(item.Object);
                if (codec.Key(new ObjectName(encoded.Namespace, encoded.Name)) != key)
                {
                    throw new InvalidDataException($"asked for {codec.Name(key)}, it gave {encoded.Namespace}/{encoded.Name}");
                }

                await mirror.SetAsync(key, encoded, item.Version).ConfigureAwait(false);
            }
        }
        catch (InvalidDataException e)
        {
            CustomLog.BadObject(options.Logger, codec.Resource, e.Message);
        }
    }

    /// <summary>Lists everything. What differs is read again under its lock, so that a write meanwhile is never undone by an old list.</summary>
    public async Task CompareAsync(CancellationToken cancellationToken)
    {
        var gone = mirror.Keys.ToHashSet(StringComparer.Ordinal);
        await foreach (var item in source.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var encoded = codec.Encode(item.Object);
                var key = codec.Key(new ObjectName(encoded.Namespace, encoded.Name));
                gone.Remove(key);
                if (mirror.Find(key)?.Version != item.Version)
                {
                    await RefreshAsync(key, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (InvalidDataException e)
            {
                CustomLog.BadObject(options.Logger, codec.Resource, e.Message);
            }
        }

        foreach (var key in gone)
        {
            await RefreshAsync(key, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Takes the first list as it is: nobody writes yet.</summary>
    public async Task LoadAsync(CancellationToken cancellationToken)
    {
        await foreach (var item in source.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            try
            {
                var encoded = codec.Encode(item.Object);
                await mirror.SetAsync(codec.Key(new ObjectName(encoded.Namespace, encoded.Name)), encoded, item.Version).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                CustomLog.BadObject(options.Logger, codec.Resource, e.Message);
            }
        }
    }

    /// <summary>Follows the storage until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(cancellationToken).ConfigureAwait(false);
                Problem = "its feed has ended";
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                Problem = e.Message;
            }

            CustomLog.FollowFailed(options.Logger, codec.Resource, Problem, RetryDelay.TotalSeconds);
            await Task.Delay(RetryDelay, options.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (source is IChangeFeed feed)
        {
            await foreach (var name in feed.ChangesAsync(cancellationToken).ConfigureAwait(false))
            {
                await (name is { } one ? RefreshAsync(codec.Key(one), cancellationToken) : CompareAsync(cancellationToken)).ConfigureAwait(false);
                Problem = null;
            }

            return;
        }

        if (options.PollInterval <= TimeSpan.Zero)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, options.Time, cancellationToken).ConfigureAwait(false);
        }

        using var timer = new PeriodicTimer(options.PollInterval, options.Time);
        do
        {
            await CompareAsync(cancellationToken).ConfigureAwait(false);
            Problem = null;
        }
        while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
    }
}

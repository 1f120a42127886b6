using System.Collections.Concurrent;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite.Engine;

namespace Outrigger.Storage.Sqlite.Reading;

/// <summary>The connections that read; a failed one is thrown away. Reads run on pool threads, as SQLite blocks.</summary>
internal sealed class ReadPool(SqliteStoreOptions options) : IDisposable
{
    private readonly ConcurrentBag<ReadConnection> free = [];
    private readonly SemaphoreSlim slots = new(options.ReadConnections);
    private volatile bool closed;

    public async Task<T> ReadAsync<T>(Func<ReadConnection, T> read, CancellationToken cancellationToken)
    {
        await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => Read(read), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            slots.Release();
        }
    }

    /// <summary>Reads on the calling thread.</summary>
    public T Read<T>(Func<ReadConnection, T> read)
    {
        if (closed)
        {
            throw new StoreUnavailableException("the store is closed", outcomeUnknown: false);
        }

        ReadConnection? connection = null;
        try
        {
            connection = free.TryTake(out var idle) ? idle : new ReadConnection(options);
            var result = read(connection);
            GiveBack(ref connection);
            return result;
        }
        catch (SqliteException e)
        {
            throw new StoreUnavailableException($"the store {options.Path} cannot be read: {e.Message}", outcomeUnknown: false, e);
        }
        catch (Exception e) when (e is RevisionCompactedException or RevisionAheadException)
        {
            GiveBack(ref connection);
            throw;
        }
        finally
        {
            connection?.Dispose();
        }
    }

    /// <summary>Closes all that is idle now, and the rest when its read ends.</summary>
    public void Dispose()
    {
        closed = true;
        while (free.TryTake(out var connection))
        {
            connection.Dispose();
        }
    }

    private void GiveBack(ref ReadConnection? connection)
    {
        free.Add(connection!);
        connection = null;
        if (closed)
        {
            Dispose();
        }
    }
}

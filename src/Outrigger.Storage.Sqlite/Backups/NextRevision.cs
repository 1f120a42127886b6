using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Backups;

/// <summary>
/// Where a store begins that is made of saved objects: far beyond what was given out since they were saved, by the store whose place it
/// takes too. The same file may have been put back before.
/// </summary>
public static class NextRevision
{
    // more than a store commits in a second: what began earlier, whatever became of it, has not got this far
    private const long EachSecond = 100_000;
    private static readonly DateTimeOffset Epoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>
    /// The revision to begin with: <see cref="StoreImport.Leap"/> beyond both. When the replaced store is gone or cannot be read, the time
    /// takes the place of its revision. Reads the replaced store, which nobody has open, and changes nothing.
    /// </summary>
    /// <param name="saved">The revision that the objects were saved at.</param>
    /// <param name="replaced">The store that makes room.</param>
    /// <param name="time">The clock.</param>
    public static long After(long saved, string replaced, TimeProvider time)
    {
        // a look at a store that was closed in good order makes these anew, empty
        var beside = Array.FindAll([$"{replaced}-wal", $"{replaced}-shm"], static f => !File.Exists(f));
        try
        {
            return Math.Max(saved, StoreRestore.Check(replaced).Revision) + StoreImport.Leap;
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            var seconds = Math.Max(0, (long)(time.GetUtcNow() - Epoch).TotalSeconds);
            return saved + StoreImport.Leap + (seconds * EachSecond);
        }
        finally
        {
            Array.ForEach(beside, File.Delete);
        }
    }
}

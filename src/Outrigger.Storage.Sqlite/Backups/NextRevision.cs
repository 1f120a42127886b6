using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Backups;

/// <summary>
/// Where a store begins that is made of saved objects: far beyond what was given out since they were saved, by the store whose place it
/// takes too. The same file may have been put back before.
/// </summary>
public static class NextRevision
{
    /// <summary>
    /// The revision to begin with, as <see cref="StoreImport.FirstRevision"/> has it, beyond both; a replaced store that is gone or cannot be
    /// read does not count. Reads the replaced store, which nobody has open, and changes nothing.
    /// </summary>
    /// <param name="saved">The revision that the objects were saved at.</param>
    /// <param name="replaced">The store that makes room.</param>
    /// <param name="time">The clock.</param>
    public static long After(long saved, string replaced, TimeProvider time)
    {
        // a look at a store that was closed in good order makes these anew, empty
        var beside = Array.FindAll([$"{replaced}-wal", $"{replaced}-shm"], static f => !File.Exists(f));
        var known = saved;
        try
        {
            known = Math.Max(saved, StoreRestore.Check(replaced).Revision);
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            // the time goes beyond it
        }
        finally
        {
            Array.ForEach(beside, File.Delete);
        }

        return StoreImport.FirstRevision(known, time);
    }
}

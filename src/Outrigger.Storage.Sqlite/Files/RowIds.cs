using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Sqlite.Files;

/// <summary>The ids of log rows.</summary>
internal static class RowIds
{
    private const int PlaceBits = 10;

    public static long Of(long revision, int place) => (revision << PlaceBits) | (uint)place;

    public static long RevisionOf(long id) => id >> PlaceBits;

    /// <summary>The greatest id of a revision or an earlier one.</summary>
    public static long LastOf(long revision) => Of(revision, CommitCheck.MaxWrites - 1);
}

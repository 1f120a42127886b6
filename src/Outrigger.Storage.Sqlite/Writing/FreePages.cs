namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>
/// Gives pages that compaction emptied back to the file system, in bounded steps while nobody writes. It begins at a quarter of the
/// file and leaves an eighth, which the next writes fill without growing it. Only for the writer's thread.
/// </summary>
internal sealed class FreePages
{
    private const long FewPages = 1024;
    private const int PagesAtOnce = 256;
    private const long Incremental = 2;
    private bool possible;
    private bool looking;
    private bool shrinking;

    /// <summary>Whether a step is to be done.</summary>
    public bool HasWork => possible && (looking || shrinking);

    /// <summary>Goes on with a connection that was opened anew; a file of an older program never shrinks.</summary>
    public void Attach(WriteConnection connection)
    {
        possible = connection.Scalar("PRAGMA auto_vacuum") == Incremental;
        shrinking = false;
    }

    /// <summary>Pages may have become free.</summary>
    public void Look() => looking = true;

    /// <summary>Outside of transactions: looks, or gives back some pages. About how many pages of the log that fills.</summary>
    public int Step(WriteConnection connection)
    {
        looking = false;
        var free = connection.Scalar("PRAGMA freelist_count");
        var all = connection.Scalar("PRAGMA page_count");
        shrinking = free > Math.Max(FewPages, all / (shrinking ? 8 : 4));
        if (!shrinking)
        {
            return 0;
        }

        connection.Execute($"PRAGMA incremental_vacuum({PagesAtOnce})");
        return PagesAtOnce;
    }
}

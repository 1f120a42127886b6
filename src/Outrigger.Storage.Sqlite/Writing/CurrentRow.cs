using Outrigger.Storage.Sqlite.Files;

namespace Outrigger.Storage.Sqlite.Writing;

/// <summary>The newest row of a key; an id of 0 when it has none.</summary>
internal readonly record struct CurrentRow(long Id, long Created, bool Deleted)
{
    /// <summary>The revision a version check compares with: 0 when the key does not exist.</summary>
    public long Revision => Deleted ? 0 : RowIds.RevisionOf(Id);
}

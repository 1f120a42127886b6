namespace Outrigger.Storage.Sqlite;

/// <summary>The edges of durability in the writer.</summary>
internal enum WriterStep
{
    /// <summary>The transaction is open, nothing is written.</summary>
    Write,

    /// <summary>All is written, nothing is durable.</summary>
    Commit,

    /// <summary>All is durable, nobody knows.</summary>
    Publish,

    /// <summary>The feeds know, the callers do not.</summary>
    Answer,

    Compact,

    Checkpoint,
}

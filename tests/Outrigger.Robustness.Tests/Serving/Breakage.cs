namespace Outrigger.Robustness.Tests.Serving;

/// <summary>What a store does wrong, so that the harness can show that it notices.</summary>
internal enum Breakage
{
    None,

    /// <summary>The feed tells of a write before it is on disk: a crash shows it.</summary>
    PublishBeforeCommit,

    /// <summary>Now and then an event never reaches the feed.</summary>
    DropEvent,

    /// <summary>Now and then an event of the past comes again, under the revision of the next one.</summary>
    ReuseRevision,
}

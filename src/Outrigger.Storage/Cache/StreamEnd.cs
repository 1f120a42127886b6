namespace Outrigger.Storage.Cache;

/// <summary>Whether and why a stream of events is over.</summary>
internal enum StreamEnd
{
    /// <summary>It goes on.</summary>
    None,

    /// <summary>The resource is closed or starts a new serving generation: watches end cleanly.</summary>
    Finished,

    /// <summary>The store's history was gone before it was read: watches fail as expired.</summary>
    Lost,
}

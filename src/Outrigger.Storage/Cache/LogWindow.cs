namespace Outrigger.Storage.Cache;

/// <summary>Which segments a log has; replaced whole when one is added or dropped, so that readers take no lock.</summary>
/// <param name="Segments">Without gaps, oldest first.</param>
/// <param name="FirstSequence">The sequence number of the oldest entry that is kept.</param>
/// <param name="OldestRevision">All events after this revision are kept.</param>
internal sealed record LogWindow(LogSegment[] Segments, long FirstSequence, long OldestRevision);

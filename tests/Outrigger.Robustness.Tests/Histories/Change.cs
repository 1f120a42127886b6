namespace Outrigger.Robustness.Tests.Histories;

/// <summary>What happened to a key at a revision.</summary>
/// <param name="State">The new state; null when the key was deleted.</param>
internal sealed record Change(string Key, long Revision, ObjectState? State);

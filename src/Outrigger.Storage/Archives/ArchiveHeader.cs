namespace Outrigger.Storage.Archives;

/// <summary>What stands at the beginning of an archive.</summary>
/// <param name="Revision">The revision of the state that it holds.</param>
/// <param name="Made">When it was made.</param>
public sealed record ArchiveHeader(long Revision, DateTimeOffset Made);

namespace Outrigger.Storage.Archives;

/// <summary>What an archive holds.</summary>
/// <param name="Header">Its beginning.</param>
/// <param name="Objects">How many objects.</param>
/// <param name="Bytes">How long it is.</param>
public sealed record ArchiveSummary(ArchiveHeader Header, long Objects, long Bytes);

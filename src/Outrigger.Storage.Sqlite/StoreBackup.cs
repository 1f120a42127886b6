namespace Outrigger.Storage.Sqlite;

/// <summary>A finished backup, or a store that was made from one.</summary>
/// <param name="Path">The file: a whole store by itself, readable by its owner only.</param>
/// <param name="Revision">The revision of its state.</param>
/// <param name="Objects">How many keys it holds.</param>
/// <param name="Bytes">Its size.</param>
public sealed record StoreBackup(string Path, long Revision, long Objects, long Bytes);

namespace Outrigger.Storage.Objects;

/// <summary>What one pass over the bytes found.</summary>
internal struct StoredScan()
{
    public StoredLayout Layout;
    public string Namespace = "";
    public string Name = "";
    public TextMap Labels = TextMap.Empty;
    public TextMap Fields = TextMap.Empty;
    public bool IsDeleting;
    public long Generation;
}

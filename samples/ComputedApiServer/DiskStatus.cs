namespace ComputedApiServer;

/// <summary>How full a file system is.</summary>
public sealed class DiskStatus
{
    /// <summary>All bytes.</summary>
    public long Size { get; set; }

    /// <summary>Bytes that are free.</summary>
    public long Free { get; set; }
}

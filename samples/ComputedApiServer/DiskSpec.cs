namespace ComputedApiServer;

/// <summary>Which file system.</summary>
public sealed class DiskSpec
{
    /// <summary>Where it is mounted.</summary>
    public string Path { get; set; } = "";
}

namespace Outrigger.Client.Rest;

/// <summary>How a patch is to be read.</summary>
public enum PatchType
{
    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>RFC 7386.</summary>
    Merge,

    /// <summary>Lists merge by key; built-in kinds only.</summary>
    Strategic,

    /// <summary>Server-side apply.</summary>
    Apply,
}

namespace Outrigger.ApiMachinery.Tables;

/// <summary>What of an object a table row carries (the includeObject parameter).</summary>
public enum IncludeObject
{
    /// <summary>Its metadata, as PartialObjectMetadata; the default.</summary>
    Metadata,

    /// <summary>All of it.</summary>
    Object,

    /// <summary>Nothing.</summary>
    None,
}

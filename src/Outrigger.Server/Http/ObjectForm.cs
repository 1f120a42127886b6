namespace Outrigger.Server.Http;

/// <summary>What a client wants to see of an object (<c>;as=</c>).</summary>
public enum ObjectForm
{
    /// <summary>All of it.</summary>
    Whole,

    /// <summary>meta.k8s.io Table.</summary>
    Table,

    /// <summary>meta.k8s.io PartialObjectMetadata, or the list of it.</summary>
    Metadata,
}

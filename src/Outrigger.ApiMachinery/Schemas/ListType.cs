namespace Outrigger.ApiMachinery.Schemas;

/// <summary>How a list is merged by server-side apply (x-kubernetes-list-type).</summary>
public enum ListType
{
    /// <summary>Replaced as a whole.</summary>
    Atomic,

    /// <summary>Scalars, each at most once.</summary>
    Set,

    /// <summary>Objects, told apart by <see cref="Schema.ListMapKeys"/>.</summary>
    Map,
}

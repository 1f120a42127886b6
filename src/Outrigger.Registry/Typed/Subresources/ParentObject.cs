using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>An object that a subresource is about, as it is stored.</summary>
/// <param name="Value">The object.</param>
/// <param name="Meta">Its metadata.</param>
/// <param name="Revision">Its resourceVersion.</param>
internal sealed record ParentObject<T>(T Value, MetadataView Meta, long Revision);

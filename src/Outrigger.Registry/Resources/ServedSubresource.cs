using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Resources;

/// <summary>A subresource with its verbs.</summary>
/// <param name="Definition">Name, kind and verbs for discovery.</param>
/// <param name="Kind">The kind of its bodies, with schema: the parent's for status, Scale for scale.</param>
/// <param name="Origin">Decides the encodings of its bodies.</param>
/// <param name="Verbs">What it does.</param>
public sealed record ServedSubresource(SubresourceDefinition Definition, KindDefinition Kind, KindOrigin Origin, ResourceVerbs Verbs);

using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>A path below a group-version that answers a get with a list, and that no kind stands behind.</summary>
/// <param name="Path">Below <c>/apis/GROUP/VERSION/</c>, with its parameters in braces.</param>
/// <param name="Id">The operationId.</param>
/// <param name="Kind">The kind of the list.</param>
/// <param name="Parameters">Those of the path, and those of the query that lists do not have.</param>
public sealed record OpenApiList(string Path, string Id, GroupVersionKind Kind, IReadOnlyList<OpenApiParameter> Parameters);

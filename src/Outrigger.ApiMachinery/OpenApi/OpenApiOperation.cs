using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>One operation of a path.</summary>
/// <param name="Method">The HTTP method in lower case.</param>
/// <param name="Action">The action in Kubernetes' words: list, post, get, put, patch, delete, deletecollection, connect.</param>
/// <param name="Id">The operationId.</param>
/// <param name="Kind">The kind of the bodies.</param>
/// <param name="Body">The reference of the request body, or null.</param>
/// <param name="Answer">The reference of the answer, or null for any text.</param>
internal sealed record OpenApiOperation(string Method, string Action, string Id, GroupVersionKind Kind, string? Body, string? Answer)
{
    /// <summary>The parameters that an action has.</summary>
    public IReadOnlyList<OpenApiParameter> Parameters => Action switch
    {
        "list" => OpenApiParameters.List,
        "post" or "put" => OpenApiParameters.Write,
        "patch" => OpenApiParameters.Patch,
        "delete" => OpenApiParameters.Delete,
        "deletecollection" => OpenApiParameters.DeleteCollection,
        _ => OpenApiParameters.None,
    };
}

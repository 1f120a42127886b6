namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>One parameter of an operation.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its OpenAPI type.</param>
/// <param name="Description">For people.</param>
/// <param name="Place"><c>query</c> or <c>path</c>; a path parameter is required.</param>
public sealed record OpenApiParameter(string Name, string Type, string Description, string Place = "query");

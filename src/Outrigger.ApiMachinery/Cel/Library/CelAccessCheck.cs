namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>What an expression asks an authorizer: may the user do this?</summary>
/// <param name="ServiceAccount">Namespace and name of who does it; null for the user of the request.</param>
/// <param name="Path">The path, when it is about one; else null.</param>
/// <param name="Group">The API group of the resource.</param>
/// <param name="Resource">The resource.</param>
public sealed record CelAccessCheck((string Namespace, string Name)? ServiceAccount, string? Path, string Group, string Resource)
{
    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>What a list or watch narrows itself to; empty for nothing.</summary>
    public string FieldSelector { get; init; } = "";

    /// <inheritdoc cref="FieldSelector"/>
    public string LabelSelector { get; init; } = "";

    /// <summary>What is to be done.</summary>
    public string Verb { get; init; } = "";
}

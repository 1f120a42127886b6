using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>The question an authorizer answers (authorizer.Attributes): may this user do this?</summary>
/// <param name="User">Who.</param>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection, or the lower-case HTTP method of a non-resource path.</param>
/// <param name="IsResource">Whether it is about a resource; else about <paramref name="Path"/>.</param>
/// <param name="Path">The request path.</param>
public sealed record AuthorizationRequest(UserInfo User, string Verb, bool IsResource, string Path)
{
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    public string Name { get; init; } = "";

    /// <summary>Of a list, watch or deletecollection with selectors; else null.</summary>
    public AccessSelectors? Selectors { get; init; }
}

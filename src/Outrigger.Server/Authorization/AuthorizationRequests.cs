using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Authorization;

/// <summary>What a request asks authorization for.</summary>
public static class AuthorizationRequests
{
    /// <summary>The question whether <paramref name="user"/> may do what the request wants.</summary>
    public static AuthorizationRequest From(UserInfo user, RequestInfo info) => new(user, info.Verb, info.IsResource, info.Path)
    {
        Group = info.Group,
        Version = info.Version,
        Resource = info.Resource,
        Subresource = info.Subresource,
        Namespace = info.Namespace,
        Name = info.Name,
        Selectors = SelectorsOf(info),
    };

    // Not for watches whose verb is in the path: not all of those know selectors.
    private static AccessSelectors? SelectorsOf(RequestInfo info) =>
        info is { IsResource: true, VerbInPath: false, Verb: "list" or "watch" or "deletecollection" }
            ? AccessSelectors.Of(info.Query.First("fieldSelector"), info.Query.First("labelSelector"))
            : null;
}

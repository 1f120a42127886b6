using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>
/// One of the ways in which impersonation can be granted (KEP-5284). Constrained modes also need the right to the request itself
/// under the verb <c>impersonate-on:MODE:VERB</c>; the old way is the verb <c>impersonate</c> alone.
/// </summary>
internal sealed record ImpersonationMode(string Name, Func<UserInfo, bool> Covers)
{
    /// <summary>In the order in which they are tried.</summary>
    public static readonly IReadOnlyList<ImpersonationMode> All =
    [
        new("arbitrary-node", u => OnlyName(u) && ImpersonatedUser.Node(u.Name) is not null),
        new("serviceaccount", u => OnlyName(u) && ImpersonatedUser.ServiceAccount(u.Name) is not null),
        new("user-info", u => ImpersonatedUser.Node(u.Name) is null && ImpersonatedUser.ServiceAccount(u.Name) is null),
        new("", _ => true),
    ];

    /// <summary>Whether this is one of the constrained modes.</summary>
    public bool IsConstrained => Name.Length > 0;

    /// <summary>The verb that each part of the identity needs.</summary>
    public string Verb => IsConstrained ? $"impersonate:{Name}" : "impersonate";

    private static bool OnlyName(UserInfo user) => user.Groups.Count == 0 && user.Uid.Length == 0 && user.Extra is not { Count: > 0 };
}

using Outrigger.ApiMachinery.Identity;

namespace Outrigger.Server.Authorization;

/// <summary>
/// One of the ways in which impersonation can be granted (KEP-5284). Constrained modes also need the right to the request itself
/// under the verb <c>impersonate-on:MODE:VERB</c>; the old way is the verb <c>impersonate</c> alone.
/// </summary>
/// <param name="Name">Empty for the old way.</param>
/// <param name="Covers">Whether it is made for a wanted user, whom another wants to be.</param>
internal sealed record ImpersonationMode(string Name, Func<UserInfo, UserInfo, bool> Covers)
{
    private const string AssociatedNode = "associated-node";
    private const string NodeName = "authentication.kubernetes.io/node-name";
    private const string NodeKeys = "authentication.kubernetes.io/associated-node-keys";

    /// <summary>In the order in which they are tried.</summary>
    public static readonly IReadOnlyList<ImpersonationMode> All =
    [
        new(AssociatedNode, (wanted, requestor) => OnlyName(wanted) && IsOn(requestor, KnownNames.Node(wanted.Name))),
        new("arbitrary-node", (wanted, _) => OnlyName(wanted) && KnownNames.Node(wanted.Name) is not null),
        new("serviceaccount", (wanted, _) => OnlyName(wanted) && KnownNames.ServiceAccount(wanted.Name) is not null),
        new("user-info", (wanted, _) => KnownNames.Node(wanted.Name) is null && KnownNames.ServiceAccount(wanted.Name) is null),
        new("", (_, _) => true),
    ];

    /// <summary>Whether this is one of the constrained modes.</summary>
    public bool IsConstrained => Name.Length > 0;

    /// <summary>The verb that each part of the identity needs.</summary>
    public string Verb => IsConstrained ? $"impersonate:{Name}" : "impersonate";

    /// <summary>In metrics.</summary>
    public string Label => IsConstrained ? Name : "legacy";

    /// <summary>
    /// The requestor as the authorizer sees it. A pod that wants to be its own node is judged by its account alone, not by which node it is
    /// on, because that was looked at here.
    /// </summary>
    public UserInfo Requestor(UserInfo requestor) => Name == AssociatedNode
        ? requestor with
        {
            Extra = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal)
            {
                [NodeKeys] = [.. (requestor.Extra?.Keys ?? []).Order(StringComparer.Ordinal)],
            },
        }
        : requestor;

    /// <summary>The name of a node as the authorizer sees it.</summary>
    public string NodeInQuestion(string node) => Name == AssociatedNode ? "*" : node;

    private static bool OnlyName(UserInfo user) => user.Groups.Count == 0 && user.Uid.Length == 0 && user.Extra is not { Count: > 0 };

    private static bool IsOn(UserInfo requestor, string? node) =>
        node is not null
        && KnownNames.ServiceAccount(requestor.Name) is not null
        && requestor.Extra?.GetValueOrDefault(NodeName) is [var own]
        && own == node;
}

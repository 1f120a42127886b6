using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Extension;

/// <summary>
/// Who the server is to itself: reconcilers enter the pipeline in process as this user and may do everything here. It is known as the one
/// object that it is, so that nobody can be told to be this user from outside, and there is no secret to keep.
/// </summary>
internal sealed class LoopbackIdentity : IAuthorizer
{
    public string Name => "Loopback";

    /// <summary>With the group that the pipeline adds to others, so that it stays the same object.</summary>
    public UserInfo User { get; } = new("system:apiserver", [UserInfo.MastersGroup, UserInfo.AuthenticatedGroup]);

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        new(ReferenceEquals(request.User, User)
            ? new AuthorizationDecision(AuthorizationVerdict.Allow, "")
            : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));
}

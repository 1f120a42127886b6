using System.Security.Cryptography;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Extension;

/// <summary>
/// Who the server is to itself: reconcilers enter the pipeline in process as this user and may do everything here. The uid is a secret of
/// this process, so that nobody can be told to be this user from outside.
/// </summary>
internal sealed class LoopbackIdentity : IAuthorizer
{
    public string Name => "Loopback";

    public UserInfo User { get; } = new("system:apiserver", [UserInfo.MastersGroup], Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));

    public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) =>
        new(request.User.Name == User.Name && request.User.Uid == User.Uid
            ? new AuthorizationDecision(AuthorizationVerdict.Allow, "")
            : new AuthorizationDecision(AuthorizationVerdict.NoOpinion, ""));
}

using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authentication;
using Outrigger.Server.Authorization;
using Outrigger.Server.Extension;

namespace Outrigger.Server.Tests.Extension;

public sealed class LoopbackIdentityTests
{
    private readonly LoopbackIdentity loopback = new();

    // audit logs show name, uid and groups: whoever asserts them all is still somebody else
    [Fact]
    public async Task Authorize_AUserWhoLooksTheSame_IsNotTheServer()
    {
        (await VerdictAsync(loopback.User)).ShouldBe(AuthorizationVerdict.Allow);
        (await VerdictAsync(loopback.User with { })).ShouldBe(AuthorizationVerdict.NoOpinion);
        (await VerdictAsync(new LoopbackIdentity().User)).ShouldBe(AuthorizationVerdict.NoOpinion);
        loopback.User.Uid.ShouldBeEmpty("there is no secret");
    }

    [Fact]
    public async Task Authenticate_CallerInProcess_StaysTheSameObject()
    {
        var http = new DefaultHttpContext();
        http.Features.Set(new InProcessCaller(loopback.User));
        var authentication = new RequestAuthentication([], AnonymousAccess.Nowhere, NullLogger.Instance);

        (await authentication.AuthenticateAsync(http, "/")).ShouldBeSameAs(loopback.User);
    }

    private async Task<AuthorizationVerdict> VerdictAsync(UserInfo user) =>
        (await loopback.AuthorizeAsync(new AuthorizationRequest(user, "get", IsResource: false, "/"), TestServer.Token)).Verdict;
}

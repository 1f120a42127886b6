using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Authorization;

namespace Outrigger.Server.Tests.Authorization;

public sealed class AuthorizerUnionTests
{
    private static readonly AuthorizationDecision Allow = new(AuthorizationVerdict.Allow, "allowed");
    private static readonly AuthorizationDecision Deny = new(AuthorizationVerdict.Deny, "denied");
    private static readonly AuthorizationDecision Nothing = new(AuthorizationVerdict.NoOpinion, "do not know");
    private static readonly AuthorizationDecision Broken = new(AuthorizationVerdict.NoOpinion, "") { Failure = "down" };

    [Fact]
    public async Task Authorize_TheFirstThatDecides_EndsTheSearch()
    {
        (await AskAsync("ann", true, Nothing, Allow, Deny)).ShouldBe(Allow);
        (await AskAsync("ann", true, Nothing, Deny, Allow)).ShouldBe(Deny);
        (await AskAsync("ann", true, Broken, Allow)).ShouldBe(Allow);
        (await AskAsync("ann", true)).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
    }

    [Fact]
    public async Task Authorize_NobodyDecides_TellsEveryReasonAndFailure()
    {
        var decision = await AskAsync("ann", true, Nothing, Broken, Nothing);

        (decision.Verdict, decision.Reason, decision.Failure).ShouldBe((AuthorizationVerdict.NoOpinion, "do not know\ndo not know", "down"));
    }

    [Fact]
    public async Task Authorize_Masters_AreAllowedWhereTheyAreTrustedAlone()
    {
        (await AskAsync("root", true, Deny)).Verdict.ShouldBe(AuthorizationVerdict.Allow);
        (await AskAsync("root", false, Deny)).ShouldBe(Deny);
    }

    [Theory]
    [InlineData("", 403)]
    [InlineData("down", 500)]
    public void Require_NotAllowed_IsARefusalUnlessSomebodyFailed(string failure, int code)
    {
        var decision = Nothing with { Failure = failure.Length > 0 ? failure : null };

        Should.Throw<StatusException>(() => AccessControl.Require(Question("ann"), decision)).Status.Code.ShouldBe(code);
    }

    private static AuthorizationRequest Question(string user) =>
        new(new UserInfo(user, user == "root" ? [UserInfo.MastersGroup] : []), "get", IsResource: false, "/x");

    private static ValueTask<AuthorizationDecision> AskAsync(string user, bool trustMasters, params AuthorizationDecision[] decisions) =>
        new AuthorizerUnion([.. decisions.Select(d => new Fixed(d))], trustMasters).AuthorizeAsync(Question(user), TestServer.Token);

    private sealed class Fixed(AuthorizationDecision decision) : IAuthorizer
    {
        public string Name => "fixed";

        public ValueTask<AuthorizationDecision> AuthorizeAsync(AuthorizationRequest request, CancellationToken cancellationToken) => new(decision);
    }
}

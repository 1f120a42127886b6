using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Client.Configuration;
using Outrigger.Server.Authorization;
using Outrigger.Server.Metrics;
using Outrigger.Server.Reviewing;
using Outrigger.TestKit.Reviews;

namespace Outrigger.Server.Tests.Reviewing;

/// <summary>A webhook that decides what users may do: what it may answer, and how it may fail.</summary>
public sealed class AccessReviewTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly CapturingLog log = new();
    private readonly AccessMetrics metrics = new();
    private ReviewServer hook = null!;
    private ReviewEndpoint endpoint = null!;

    private static CancellationToken Token => TestServer.Token;

    public async ValueTask InitializeAsync()
    {
        hook = await ReviewServer.StartAsync(spec => new JsonObject { ["allowed"] = (string?)spec["user"] == "ann" });
        endpoint = ReviewEndpoint.Of(
            new ClientConfig { Server = hook.Url, Authorities = PemFiles.Certificates(hook.Pem, "the hook") }, TimeSpan.FromSeconds(3), time);
    }

    public async ValueTask DisposeAsync()
    {
        endpoint.Dispose();
        metrics.Dispose();
        await hook.DisposeAsync();
    }

    [Theory]
    [InlineData("ann", 300)]
    [InlineData("bob", 30)]
    public async Task Answer_IsBelievedForItsTime(string user, int seconds)
    {
        var authorizer = Authorizer();
        var first = await AskAsync(authorizer, user);
        hook.Answer = _ => new JsonObject { ["allowed"] = user != "ann" };

        time.Advance(TimeSpan.FromSeconds(seconds - 1));
        (await AskAsync(authorizer, user)).ShouldBe(first);
        time.Advance(TimeSpan.FromSeconds(1));
        (await AskAsync(authorizer, user)).ShouldNotBe(first);
    }

    [Fact]
    public async Task Answer_ToAVeryLongQuestion_IsNotKept()
    {
        var authorizer = Authorizer();
        var path = "/" + new string('x', 20_000);
        await authorizer.AuthorizeAsync(new AuthorizationRequest(new UserInfo("ann", []), "get", false, path), Token);
        await authorizer.AuthorizeAsync(new AuthorizationRequest(new UserInfo("ann", []), "get", false, path), Token);

        hook.Asked.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("""{"allowed":true,"denied":true,"reason":"both"}""", AuthorizationVerdict.Deny)]
    [InlineData("""{"allowed":"true"}""", AuthorizationVerdict.NoOpinion)]
    [InlineData("{}", AuthorizationVerdict.NoOpinion)]
    [InlineData("""{"denied":true}""", AuthorizationVerdict.Deny)]
    public async Task Answer_ThatIsOdd_DoesNotAllow(string status, AuthorizationVerdict verdict)
    {
        hook.Answer = _ => (JsonObject)JsonNode.Parse(status)!;
        (await AskAsync(Authorizer(), "ann")).Verdict.ShouldBe(verdict);
    }

    [Theory]
    [InlineData(AuthorizationVerdict.NoOpinion)]
    [InlineData(AuthorizationVerdict.Deny)]
    public async Task Redirect_IsNotFollowedAndItsTextIsNowhere(AuthorizationVerdict policy)
    {
        await using var inner = await ReviewServer.StartAsync(_ => new JsonObject { ["allowed"] = true });
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 307;
            http.Response.Headers.Location = inner.Url.ToString();
            return http.Response.WriteAsync("inner-text", Token);
        };

        var decision = await AskAsync(Authorizer(policy), "ann");

        decision.ShouldBe(new AuthorizationDecision(policy, "") { Failure = "the authorizer hook does not answer" });
        inner.Asked.ShouldBeEmpty();
        log.Text.ShouldNotContain("inner-text");
    }

    [Fact]
    public async Task Webhook_ThatIsSlow_IsGivenUpInItsTime()
    {
        var entered = new TaskCompletionSource();
        hook.Misbehave = async http =>
        {
            entered.TrySetResult();
            var gone = new TaskCompletionSource();
            await using (http.RequestAborted.Register(() => gone.TrySetResult()))
            {
                await gone.Task;
            }
        };
        var asking = AskAsync(Authorizer(), "ann");
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        time.Advance(TimeSpan.FromSeconds(3));

        (await asking.WaitAsync(TimeSpan.FromSeconds(30), Token)).Failure.ShouldNotBeNull();
        log.Text.ShouldContain("no answer within 3 s");
    }

    [Fact]
    public async Task Failure_IsNotRemembered()
    {
        var authorizer = Authorizer();
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        (await AskAsync(authorizer, "ann")).Failure.ShouldNotBeNull();
        hook.Misbehave = null;

        (await AskAsync(authorizer, "ann")).Verdict.ShouldBe(AuthorizationVerdict.Allow);
    }

    [Fact]
    public async Task Webhook_BehindAForeignCertificate_IsNotBelieved()
    {
        await using var other = await ReviewServer.StartAsync(_ => []);
        using var wrong = ReviewEndpoint.Of(
            new ClientConfig { Server = hook.Url, Authorities = PemFiles.Certificates(other.Pem, "another") }, TimeSpan.FromSeconds(3), time);
        var authorizer = new AccessReviewAuthorizer(Settings(AuthorizationVerdict.NoOpinion), wrong, null, time, log);
        var asking = authorizer.AuthorizeAsync(new AuthorizationRequest(new UserInfo("ann", []), "get", false, "/x"), Token).AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(200));
                return asking.IsCompleted;
            },
            "the tries over");

        (await asking).Verdict.ShouldBe(AuthorizationVerdict.NoOpinion);
        hook.Asked.ShouldBeEmpty();
    }

    private static AccessReviewSettings Settings(AuthorizationVerdict policy) => new() { Name = "hook", OnFailure = policy };

    private static async Task<AuthorizationDecision> AskAsync(AccessReviewAuthorizer authorizer, string user) => await authorizer.AuthorizeAsync(
        new AuthorizationRequest(new UserInfo(user, ["g"]), "list", true, "") { Resource = "pods", Namespace = "x" }, Token);

    private AccessReviewAuthorizer Authorizer(AuthorizationVerdict policy = AuthorizationVerdict.NoOpinion) =>
        new(Settings(policy), endpoint, metrics.Webhooks, time, log);
}

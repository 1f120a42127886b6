using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Client.Configuration;
using Outrigger.Server.Authentication;
using Outrigger.Server.Reviewing;
using Outrigger.TestKit.Reviews;

namespace Outrigger.Server.Tests.Reviewing;

/// <summary>A webhook that is asked about tokens: what it may answer, and how it may fail.</summary>
public sealed class TokenReviewTests : IAsyncLifetime
{
    private readonly FakeTimeProvider time = new();
    private readonly CapturingLog log = new();
    private ReviewServer hook = null!;
    private ReviewEndpoint endpoint = null!;

    private static CancellationToken Token => TestServer.Token;

    public async ValueTask InitializeAsync()
    {
        hook = await ReviewServer.StartAsync(spec => new JsonObject
        {
            ["authenticated"] = ((string?)spec["token"])!.StartsWith("good", StringComparison.Ordinal),
            ["user"] = new JsonObject { ["username"] = "ann" },
            ["audiences"] = spec["audiences"]?.DeepClone(),
        });
        endpoint = ReviewEndpoint.Of(
            new ClientConfig { Server = hook.Url, Authorities = PemFiles.Certificates(hook.Pem, "the hook") }, TimeSpan.FromSeconds(30), time);
    }

    public async ValueTask DisposeAsync()
    {
        endpoint.Dispose();
        await hook.DisposeAsync();
    }

    [Fact]
    public async Task Token_Revoked_IsRefusedWhenTheAnswerIsTooOld()
    {
        var tokens = Cached();
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Known>();
        hook.Answer = _ => [];

        time.Advance(TimeSpan.FromSeconds(119));
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Known>();
        time.Advance(TimeSpan.FromSeconds(1));
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        hook.Asked.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Token_GoodForOneAudience_IsNothingForAnother()
    {
        var tokens = Cached();
        hook.Answer = spec => new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = "ann" }, ["audiences"] = new JsonArray("a") };

        ((AuthenticationResult.Known)await tokens.AuthenticateAsync("good", ["a", "b"], Token)).Audiences.ShouldBe(["a"]);
        (await tokens.AuthenticateAsync("good", ["b"], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>("our own audience is another, too");
        (await tokens.AuthenticateAsync("good", ["a", "b"], Token)).ShouldBeOfType<AuthenticationResult.Known>();
        hook.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Answer_WithoutAudiences_VouchesForOursAlone()
    {
        var tokens = Cached();
        hook.Answer = _ => new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = "ann" } };

        ((AuthenticationResult.Known)await tokens.AuthenticateAsync("good", [], Token)).Audiences.ShouldBe(["own"]);
        (await tokens.AuthenticateAsync("good", ["other"], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    // "a" for the audience "bc" and "ab" for "c" are not the same
    [Fact]
    public void Keys_OfTokensAndAudiences_AreNeverTheSame()
    {
        var cache = new TokenResultCache(time);
        (string Token, string[] Audiences)[] all = [("a", ["bc"]), ("ab", ["c"]), ("abc", []), ("a", ["b", "c"]), ("", ["a", "bc"]), ("a", ["bc", ""])];

        all.Select(x => cache.KeyOf(x.Token, x.Audiences)).Distinct().Count().ShouldBe(all.Length);
        new TokenResultCache(time).KeyOf("a", []).ShouldNotBe(cache.KeyOf("a", []), "the key is made at random");
        cache.KeyOf("a-secret", []).ShouldNotContain("secret");
    }

    [Fact]
    public void Cache_FullOfBadTokens_KeepsTheGoodOnes()
    {
        var cache = new TokenResultCache(time);
        var key = cache.KeyOf("good", []);
        cache.Add(key, AuthenticationResult.Accepted(new("ann", [])), TimeSpan.FromMinutes(1));
        for (var i = 0; i < 10_000; i++)
        {
            cache.Add($"bad-{i}", AuthenticationResult.Rejected("bad"), TimeSpan.FromMinutes(1));
        }

        cache.Find(key).ShouldNotBeNull();
    }

    [Fact]
    public async Task Questions_AtOnceForTheSameToken_AreOne()
    {
        var tokens = Cached();
        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tokens.AuthenticateAsync("good", [], Token).AsTask()));

        all.ShouldAllBe(r => r is AuthenticationResult.Known);
        hook.Asked.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("""{"authenticated":true}""")]
    [InlineData("""{"authenticated":true,"user":{}}""")]
    [InlineData("""{"authenticated":true,"user":{"username":""}}""")]
    [InlineData("""{"authenticated":"true","user":{"username":"ann"}}""")]
    [InlineData("""{"user":{"username":"ann"}}""")]
    public async Task Answer_ThatNamesNobody_IsNotBelieved(string status)
    {
        hook.Answer = _ => (JsonObject)JsonNode.Parse(status)!;
        (await Cached().AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task Redirect_IsNotFollowedAndItsTextIsNowhere(int code)
    {
        await using var inner = await ReviewServer.StartAsync(_ => new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = "admin" } });
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = code;
            http.Response.Headers.Location = inner.Url.ToString();
            return http.Response.WriteAsync("inner-text", Token);
        };

        (await Cached().AuthenticateAsync("good-secret", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>().IsTransient.ShouldBeTrue();

        inner.Asked.ShouldBeEmpty();
        hook.Targets.Count.ShouldBe(1, "a redirect is not tried again");
        log.Text.ShouldContain("redirect, which is not followed");
        log.Text.ShouldNotContain("inner-text");
        log.Text.ShouldNotContain("good-secret");
    }

    [Theory]
    [InlineData("no json, inner-text")]
    [InlineData("""{"apiVersion":"authentication.k8s.io/v1","kind":"inner-text","status":{"authenticated":true,"user":{"username":"admin"}}}""")]
    [InlineData("""{"apiVersion":"v9","kind":"TokenReview","status":{"authenticated":true,"user":{"username":"admin"}}}""")]
    [InlineData("[]")]
    public async Task Answer_ThatIsNoReview_IsNotBelieved(string body)
    {
        hook.Misbehave = http => http.Response.WriteAsync(body, Token);

        (await Cached().AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        log.Text.ShouldNotContain("inner-text");
    }

    [Fact]
    public async Task Answer_WithoutEnd_IsCut()
    {
        hook.Misbehave = async http =>
        {
            var piece = new byte[64 * 1024];
            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.Body.WriteAsync(piece, http.RequestAborted);
            }
        };

        (await Cached().AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        log.Text.ShouldContain("bytes");
    }

    [Fact]
    public async Task Webhook_ThatIsSlow_IsGivenUpAndHoldsUpNobodyElse()
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
        var tokens = Cached();
        var waiting = tokens.AuthenticateAsync("good", [], Token).AsTask();
        await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);

        using var impatient = new CancellationTokenSource();
        var other = tokens.AuthenticateAsync("good", [], impatient.Token).AsTask();
        await impatient.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => other);
        waiting.IsCompleted.ShouldBeFalse("one who leaves does not take the answer away from the others");

        time.Advance(TimeSpan.FromSeconds(30));
        (await waiting.WaitAsync(TimeSpan.FromSeconds(30), Token)).ShouldBeOfType<AuthenticationResult.Refused>().IsTransient.ShouldBeTrue();
    }

    [Fact]
    public async Task Webhook_ThatFailsForAMoment_IsAskedAgainWithinTheTime()
    {
        var calls = 0;
        hook.Misbehave = http =>
        {
            if (Interlocked.Increment(ref calls) == 2)
            {
                hook.Misbehave = null;
            }

            http.Response.StatusCode = 500;
            return Task.CompletedTask;
        };
        var asking = Cached().AuthenticateAsync("good", [], Token).AsTask();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMilliseconds(100));
                return asking.IsCompleted;
            },
            "the webhook asked again");

        (await asking).ShouldBeOfType<AuthenticationResult.Known>();
        hook.Targets.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Failure_IsNotRemembered()
    {
        var tokens = Cached();
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        hook.Misbehave = null;
        hook.Answer = _ => new JsonObject { ["authenticated"] = false, ["error"] = "my directory is down" };
        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>();
        hook.Answer = _ => new JsonObject { ["authenticated"] = true, ["user"] = new JsonObject { ["username"] = "ann" } };

        (await tokens.AuthenticateAsync("good", [], Token)).ShouldBeOfType<AuthenticationResult.Known>();
    }

    // a webhook may quote the token in its error
    [Fact]
    public async Task Error_OfTheWebhook_IsKeptForTokenReviewAndNotLogged()
    {
        hook.Answer = spec => new JsonObject { ["error"] = $"token {(string?)spec["token"]} has ended" };
        var authentication = new RequestAuthentication([new BearerTokenAuthenticator(Cached())], AnonymousAccess.Nowhere, log);
        var http = new DefaultHttpContext();
        http.Request.Headers.Authorization = "Bearer a-secret";

        await Should.ThrowAsync<StatusException>(() => authentication.AuthenticateAsync(http, "/").AsTask());

        log.Text.ShouldContain("token-webhook could not tell");
        log.Text.ShouldNotContain("a-secret");
        (await Cached().AuthenticateAsync("a-secret", [], Token)).ShouldBeOfType<AuthenticationResult.Refused>().Said.ShouldBe("token a-secret has ended");
    }

    [Fact]
    public async Task Failures_InARow_AreToldOnceAMinute()
    {
        hook.Misbehave = http =>
        {
            http.Response.StatusCode = 403;
            return Task.CompletedTask;
        };
        var tokens = Cached();
        for (var i = 0; i < 10; i++)
        {
            await tokens.AuthenticateAsync($"t{i}", [], Token);
        }

        log.Lines.Count.ShouldBe(1);
        time.Advance(TimeSpan.FromMinutes(1));
        await tokens.AuthenticateAsync("t", [], Token);
        log.Lines.Count.ShouldBe(2);
        log.Lines[1].ShouldContain("last time: 9)");
    }

    private CachedTokenAuthenticator Cached() => new(
        new TokenReviewAuthenticator("token-webhook", endpoint, "v1", ["own"], time, log), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2), time);
}

using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Json;
using Outrigger.Server.Authentication;
using Outrigger.Server.Metrics;

namespace Outrigger.ControlPlane.Jwt;

/// <summary>The issuers of one configuration, the keys that they have and the tokens that were found good a moment ago.</summary>
internal sealed class IssuerGeneration : IAsyncDisposable
{
    private static readonly TimeSpan Remembered = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);
    private readonly Dictionary<string, (JwtAuthenticator Judge, IssuerKeys Keys)> issuers = new(StringComparer.Ordinal);
    private readonly TokenResultCache cache;
    private readonly JwtMetrics metrics;
    private readonly TimeProvider time;
    private readonly CancellationTokenSource stop = new();
    private Task reading = Task.CompletedTask;

    public IssuerGeneration(IReadOnlyList<JwtAuthenticatorSettings> settings, JwtMetrics metrics, TimeProvider time, ILogger logger)
    {
        this.metrics = metrics;
        this.time = time;
        cache = new TokenResultCache(time);
        foreach (var one in settings)
        {
            var keys = new IssuerKeys(one.IssuerUrl, new IssuerClient(one, time), metrics, time, logger);
            issuers.Add(one.IssuerUrl, (new JwtAuthenticator(one, keys, time), keys));
            if (one.Groups is { Prefix.Length: 0 })
            {
                JwtLog.AnyGroup(logger, one.IssuerUrl);
            }
        }
    }

    public void Start() => reading = Task.WhenAll(issuers.Values.Select(i => i.Keys.RunAsync(stop.Token)));

    /// <summary>Waits up to a minute for the keys of every issuer; null when they are there, else what is missing.</summary>
    public async Task<string?> ReadyAsync(CancellationToken cancellationToken)
    {
        var end = time.GetUtcNow() + Patience;
        while (true)
        {
            var missing = issuers.FirstOrDefault(i => i.Value.Keys.Current is null);
            if (missing.Key is null)
            {
                return null;
            }

            if (time.GetUtcNow() >= end)
            {
                return $"the keys of {missing.Key} cannot be read: {missing.Value.Keys.Problem}";
            }

            await Task.Delay(Look, time, cancellationToken).ConfigureAwait(false);
        }
    }

    public async ValueTask<AuthenticationResult> AuthenticateAsync(string text, CancellationToken cancellationToken)
    {
        if (issuers.Count == 0)
        {
            return AuthenticationResult.NoOpinion;
        }

        // what is remembered was an issuer's of ours, so its claims need not be read again
        var key = cache.KeyOf(text, []);
        if (cache.Find(key) is { } known)
        {
            return known;
        }

        if (CompactToken.Read(text) is not { } token || !issuers.TryGetValue(IssuerOf(token), out var issuer))
        {
            return AuthenticationResult.NoOpinion;
        }

        var start = time.GetTimestamp();
        var result = await issuer.Judge.JudgeAsync(text, token, cancellationToken).ConfigureAwait(false);
        metrics.Judged(IssuerOf(token), result is AuthenticationResult.Known, time.GetElapsedTime(start));
        if (result is AuthenticationResult.Known)
        {
            cache.Add(key, result, Remembered);
        }

        return result;
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync().ConfigureAwait(false);
        await reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stop.Dispose();
    }

    // Google leaves the scheme out, against the specification, and nobody else may
    private static string IssuerOf(CompactToken token) => JsonNodes.GetString(token.Claims, "iss") switch
    {
        null => "",
        "accounts.google.com" => "https://accounts.google.com",
        var issuer => issuer,
    };
}

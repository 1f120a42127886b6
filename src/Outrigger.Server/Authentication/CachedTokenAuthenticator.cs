using System.Collections.Concurrent;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Remembers what an authenticator that is dear to ask (another server) says of a token, and asks once for all who wait for the same.
/// </summary>
/// <param name="inner">Who is asked.</param>
/// <param name="accepted">For how long an acceptance is believed.</param>
/// <param name="refused">For how long a refusal is; zero for not at all.</param>
/// <param name="time">The clock.</param>
public sealed class CachedTokenAuthenticator(ITokenAuthenticator inner, TimeSpan accepted, TimeSpan refused, TimeProvider time)
    : ITokenAuthenticator
{
    // one question is shared, so that no single caller may end it
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private readonly TokenResultCache cache = new(time);
    private readonly ConcurrentDictionary<string, Lazy<Task<AuthenticationResult>>> asked = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string Name => inner.Name;

    /// <inheritdoc/>
    public async ValueTask<AuthenticationResult> AuthenticateAsync(
        string token, IReadOnlyList<string> audiences, CancellationToken cancellationToken)
    {
        var key = cache.KeyOf(token, audiences);
        if (cache.Find(key) is { } known)
        {
            return known;
        }

        var question = asked.GetOrAdd(key, k => new Lazy<Task<AuthenticationResult>>(() => AskAsync(k, token, audiences)));
        return await question.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task<AuthenticationResult> AskAsync(string key, string token, IReadOnlyList<string> audiences)
    {
        using var limit = new CancellationTokenSource(Longest, time);
        try
        {
            var result = await inner.AuthenticateAsync(token, audiences, limit.Token).ConfigureAwait(false);
            cache.Add(key, result, result is AuthenticationResult.Known ? accepted : refused);
            return result;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return AuthenticationResult.Undecided($"{inner.Name} did not answer in time");
        }
        finally
        {
            asked.TryRemove(key, out _);
        }
    }
}

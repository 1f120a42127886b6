using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace Outrigger.Server.Authentication;

/// <summary>
/// Remembers what tokens were found to be. The key is an HMAC under a random key over the token and the audiences: no token is kept,
/// none can be looked up by timing, and what holds for one audience says nothing about another. Bounded; bad tokens, of which a
/// stranger can make as many as he likes, never push good ones out.
/// </summary>
public sealed class TokenResultCache(TimeProvider time)
{
    private const int Limit = 4096;
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Entry> accepted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Entry> refused = new(StringComparer.Ordinal);

    /// <summary>The result that was kept under a key; null when there is none, or none any more.</summary>
    public AuthenticationResult? Find(string key) => Find(accepted, key) ?? Find(refused, key);

    /// <summary>Keeps a result for a time, an acceptance not longer than the token holds. Nothing is kept of an undecided one.</summary>
    public void Add(string key, AuthenticationResult result, TimeSpan lifetime)
    {
        if (lifetime <= TimeSpan.Zero || result is AuthenticationResult.Refused { IsTransient: true })
        {
            return;
        }

        var now = time.GetUtcNow();
        var until = now + lifetime;
        if (result is AuthenticationResult.Known { Until: { } end } && end < until)
        {
            until = end;
        }

        var entries = result is AuthenticationResult.Known ? accepted : refused;
        if (entries.Count >= Limit)
        {
            MakeRoom(entries, now);
        }

        entries[key] = new Entry(result, until);
    }

    /// <summary>The key of a token for audiences; every part is hashed with its length before it, so that no two lists are alike.</summary>
    public string KeyOf(string token, IReadOnlyList<string> audiences)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        Append(hash, token);
        foreach (var audience in audiences)
        {
            Append(hash, audience);
        }

        Span<byte> sum = stackalloc byte[32];
        hash.GetHashAndReset(sum);
        return Convert.ToHexString(sum);
    }

    private static void Append(IncrementalHash hash, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        hash.AppendData(BitConverter.GetBytes(bytes.Length));
        hash.AppendData(bytes);
    }

    private static void MakeRoom(ConcurrentDictionary<string, Entry> entries, DateTimeOffset now)
    {
        foreach (var (key, entry) in entries)
        {
            if (entry.Until <= now)
            {
                entries.TryRemove(key, out _);
            }
        }

        if (entries.Count >= Limit)
        {
            entries.Clear();
        }
    }

    private AuthenticationResult? Find(ConcurrentDictionary<string, Entry> entries, string key) =>
        entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow() ? entry.Result : null;

    private sealed record Entry(AuthenticationResult Result, DateTimeOffset Until);
}

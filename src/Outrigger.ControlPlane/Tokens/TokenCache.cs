using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Outrigger.Server.Authentication;

namespace Outrigger.ControlPlane.Tokens;

/// <summary>
/// Remembers accepted tokens for ten seconds, so that a busy client does not cost a signature check a request. The key is an HMAC
/// under a random key over the audiences and the token: no token is kept, and none can be looked up by timing.
/// </summary>
internal sealed class TokenCache(TimeProvider time)
{
    private const int Limit = 4096;
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(10);
    private readonly byte[] secret = RandomNumberGenerator.GetBytes(32);
    private readonly ConcurrentDictionary<string, Entry> entries = new(StringComparer.Ordinal);

    public AuthenticationResult? Find(string key) =>
        entries.TryGetValue(key, out var entry) && entry.Until > time.GetUtcNow() ? entry.Result : null;

    /// <summary>Keeps an acceptance, not longer than the token holds.</summary>
    public void Add(string key, AuthenticationResult accepted, DateTimeOffset tokenExpires)
    {
        var now = time.GetUtcNow();
        if (entries.Count >= Limit)
        {
            MakeRoom(now);
        }

        var until = now + Lifetime;
        entries[key] = new Entry(accepted, tokenExpires < until ? tokenExpires : until);
    }

    /// <summary>The key of a token for audiences; every part is hashed with its length before it, so that no two lists are alike.</summary>
    public string KeyOf(string token, IReadOnlyList<string> audiences)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        foreach (var audience in audiences)
        {
            Append(hash, audience);
        }

        Append(hash, token);
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

    private void MakeRoom(DateTimeOffset now)
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

    private sealed record Entry(AuthenticationResult Result, DateTimeOffset Until);
}

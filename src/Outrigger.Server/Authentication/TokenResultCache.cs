using System.Buffers.Binary;
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

    // tokens are shorter, but for a few
    private const int OnStack = 2048;
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
        var size = SizeOf(token);
        for (var i = 0; i < audiences.Count; i++)
        {
            size += SizeOf(audiences[i]);
        }

        var text = size <= OnStack ? stackalloc byte[OnStack] : new byte[size];
        var end = Append(text, 0, token);
        for (var i = 0; i < audiences.Count; i++)
        {
            end = Append(text, end, audiences[i]);
        }

        Span<byte> sum = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(secret, text[..end], sum);
        return Convert.ToHexString(sum);
    }

    private static int SizeOf(string text) => sizeof(int) + Encoding.UTF8.GetByteCount(text);

    private static int Append(Span<byte> to, int start, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, to[(start + sizeof(int))..]);
        BinaryPrimitives.WriteInt32LittleEndian(to[start..], length);
        return start + sizeof(int) + length;
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

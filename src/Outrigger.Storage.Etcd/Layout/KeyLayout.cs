using System.Text;
using Google.Protobuf;
using Outrigger.Storage.Contract;

namespace Outrigger.Storage.Etcd.Layout;

/// <summary>
/// Where keys stand in etcd: <c>PREFIX/GROUP/RESOURCE/…</c> for objects, and <c>PREFIX/.store/NAME</c> for what the store notes itself
/// (no API group begins with a dot).
/// </summary>
internal sealed class KeyLayout
{
    private const string Own = ".store/";
    private readonly byte[] root;
    private readonly byte[] own;
    private readonly byte[] marker;

    /// <summary>Throws <see cref="StoreUnavailableException"/> for a prefix that would be the whole of etcd, or is ambiguous.</summary>
    public KeyLayout(string prefix, Revisions revisions = default)
    {
        var names = prefix.Split('/');
        if (names.Length < 2 || names[0].Length > 0 || names.Skip(1).Any(n => n.Length == 0 || n[0] == '.'))
        {
            throw new StoreUnavailableException(
                $"\"{prefix}\" is no prefix for etcd's keys: begin it with a slash and end it without one, as in {EtcdStoreOptions.DefaultPrefix}",
                outcomeUnknown: false);
        }

        Prefix = prefix;
        Revisions = revisions;
        root = Encoding.UTF8.GetBytes($"{prefix}/");
        own = Encoding.UTF8.GetBytes($"{prefix}/{Own}");
        marker = [.. own, .. Encoding.UTF8.GetBytes(PrefixMarker.Note)];
        (Start, End) = (ByteString.CopyFrom(root), Successor(root));
        Objects = Successor(own);
    }

    public string Prefix { get; }

    public Revisions Revisions { get; }

    /// <summary>The first key of all.</summary>
    public ByteString Start { get; }

    /// <summary>The first key after all.</summary>
    public ByteString End { get; }

    /// <summary>The first key of objects.</summary>
    public ByteString Objects { get; }

    /// <summary>A note of the store.</summary>
    public static ByteString Note(string prefix, string name) => ByteString.CopyFromUtf8($"{prefix}/{Own}{name}");

    public ByteString Note(string name) => Note(Prefix, name);

    public ByteString Key(string key)
    {
        var bytes = new byte[root.Length + Encoding.UTF8.GetByteCount(key)];
        root.CopyTo(bytes, 0);
        Encoding.UTF8.GetBytes(key, bytes.AsSpan(root.Length));
        return UnsafeByteOperations.UnsafeWrap(bytes);
    }

    /// <summary>The key of an object; empty for a note of the store.</summary>
    public string ObjectKey(ByteString key) => key.Span.StartsWith(own) ? "" : Encoding.UTF8.GetString(key.Span[root.Length..]);

    public bool IsMarker(ByteString key) => key.Span.SequenceEqual(marker);

    /// <summary>From where to where a query reads; the end is empty when it is one key.</summary>
    public (ByteString From, ByteString End) Range(RangeQuery query)
    {
        var whole = query.Prefix.Length > 0 && query.Prefix[^1] != '/';
        var end = query.Prefix.Length == 0 ? End : whole ? Key(query.Prefix + "\0") : Successor(Key(query.Prefix).Span);
        if (query.AfterKey is { } after && KeyOrder.Compare(after, query.Prefix) >= 0)
        {
            return (Key(after + "\0"), end);
        }

        return query.Prefix.Length == 0 ? (Objects, end) : (Key(query.Prefix), whole ? ByteString.Empty : end);
    }

    // the last byte is always a slash
    private static ByteString Successor(ReadOnlySpan<byte> prefix)
    {
        var next = prefix.ToArray();
        next[^1]++;
        return UnsafeByteOperations.UnsafeWrap(next);
    }
}

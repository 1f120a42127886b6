using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Storage.Objects;

/// <summary>
/// An object as bytes that are written once and read by everyone: canonical JSON without kind, apiVersion and resourceVersion,
/// with what selectors need pulled out. Immutable and thread-safe.
/// </summary>
public sealed class StoredObject
{
    private const int LongestSlot = 48;
    private readonly ReadOnlyMemory<byte> value;
    private readonly int jsonStart;
    private readonly StoredScan scan;
    private DerivedSlot? derived;

    private StoredObject(ReadOnlyMemory<byte> value, int jsonStart, in StoredScan scan, string version, long revision)
    {
        this.value = value;
        this.jsonStart = jsonStart;
        this.scan = scan;
        Version = version;
        ResourceVersion = revision;
    }

    /// <summary>The API version it is stored in, without the group: <c>v1</c>.</summary>
    public string Version { get; }

    /// <summary>The revision of its last change; 0 for an object that is not stored (its JSON has no resourceVersion then).</summary>
    public long ResourceVersion { get; }

    /// <summary>Empty for cluster-scoped objects.</summary>
    public string Namespace => scan.Namespace;

    public string Name => scan.Name;

    /// <summary>Decoded on each call; empty when it has none.</summary>
    public string Uid => scan.Layout.UidLength == 0 ? "" : ReadUid();

    public TextMap Labels => scan.Labels;

    /// <summary>The selectable fields of its <see cref="FactPaths"/>, by label; name and namespace are properties.</summary>
    public TextMap Fields => scan.Fields;

    /// <summary>Whether it has a deletionTimestamp.</summary>
    public bool IsDeleting => scan.IsDeleting;

    /// <summary>metadata.generation; 0 when it has none.</summary>
    public long Generation => scan.Generation;

    /// <summary>About how many bytes <see cref="WriteTo"/> writes beside the prefix.</summary>
    public int Length => value.Length - jsonStart + LongestSlot;

    private ReadOnlySpan<byte> Json => value.Span[jsonStart..];

    /// <summary>Whether a text stands anywhere in the JSON: a look before it is parsed. Only no is certain.</summary>
    public bool Mentions(ReadOnlySpan<byte> text) => Json.IndexOf(text) >= 0;

    /// <summary>
    /// Serialises a tree; its kind, apiVersion (kept as <see cref="Version"/>) and resourceVersion stay out. The tree is not kept.
    /// One that is nested deeper than <see cref="ObjectReader.MaxDepth"/>, field sets counted, is refused with 400.
    /// </summary>
    public static StoredObject Create(JsonObject root, FactPaths facts)
    {
        var apiVersion = root["apiVersion"] is JsonValue text && text.TryGetValue<string>(out var s) ? s : "";
        var bytes = CanonicalWriter.Write(root, apiVersion[(apiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        return Parse(bytes, 0, facts);
    }

    /// <summary>
    /// An object that is not stored, of JSON that its maker wrote in the canonical form: metadata first, in Go's order, without kind,
    /// apiVersion and resourceVersion. The JSON is copied.
    /// </summary>
    public static StoredObject FromJson(ReadOnlySpan<byte> json, string version, FactPaths facts)
    {
        var start = StoredCodec.HeaderLength(version);
        var bytes = GC.AllocateUninitializedArray<byte>(start + json.Length);
        StoredCodec.WriteHeader(bytes, version);
        json.CopyTo(bytes.AsSpan(start));
        return Parse(bytes, 0, facts);
    }

    /// <summary>
    /// Takes over a value of the store. Throws <see cref="InvalidDataException"/> when it is none that this program wrote.
    /// </summary>
    public static StoredObject Parse(ReadOnlyMemory<byte> storedValue, long revision, FactPaths facts)
    {
        var start = StoredCodec.ReadHeader(storedValue.Span, facts.Texts, out var version);
        var found = StoredScanner.Scan(storedValue.Span[start..], facts);
        return new StoredObject(storedValue, start, in found, version, revision);
    }

    /// <summary>The same object under another revision; shares the bytes.</summary>
    public StoredObject WithRevision(long revision) => new(value, jsonStart, in scan, Version, revision);

    /// <summary>The value for the store; not copied.</summary>
    public ReadOnlyMemory<byte> EncodeValue() => value;

    /// <summary>A new tree with the resourceVersion and, when given, kind and apiVersion. The caller owns it.</summary>
    public JsonObject ToTree(string? apiVersion = null, string? kind = null)
    {
        using var buffer = new PooledBuffer(Length + 128);
        WriteTo(buffer, Encoding.UTF8.GetBytes(Prefix(apiVersion, kind)));
        return ObjectReader.Read(buffer.Written);
    }

    /// <summary>
    /// As <see cref="ToTree(string?, string?)"/>, for a write: the field sets of its managers stand in the tree as they are
    /// (<see cref="Outrigger.ApiMachinery.Apply.FieldSetJson.SetOf"/>), not as trees.
    /// </summary>
    public JsonObject ToTree(string apiVersion, string kind, FactPaths facts)
    {
        using var buffer = new PooledBuffer(Length + 128);
        WriteTo(buffer, Encoding.UTF8.GetBytes(Prefix(apiVersion, kind)));
        return ObjectReader.Read(buffer.Written, facts.FieldSets.Source);
    }

    /// <summary>
    /// Writes the object. <paramref name="prefix"/> opens it: <c>{"kind":"Pod","apiVersion":"v1",</c>, or <c>{</c> for an item
    /// of a list of a built-in kind.
    /// </summary>
    public void WriteTo(IBufferWriter<byte> output, ReadOnlySpan<byte> prefix)
    {
        var json = Json;
        Span<byte> slot = stackalloc byte[LongestSlot];
        Pieces.Write(output, prefix, json[1..scan.Layout.Slot], slot[..FormatSlot(slot)], json[scan.Layout.Slot..]);
    }

    /// <summary>Writes a PartialObjectMetadata: the prefix, then metadata alone, copied.</summary>
    public void WriteMetadataTo(IBufferWriter<byte> output, ReadOnlySpan<byte> prefix)
    {
        ref readonly var layout = ref scan.Layout;
        Span<byte> slot = stackalloc byte[LongestSlot];
        Span<byte> start = stackalloc byte[prefix.Length + "\"metadata\":".Length];
        prefix.CopyTo(start);
        "\"metadata\":"u8.CopyTo(start[prefix.Length..]);
        var json = Json;
        Pieces.Write(
            output, start, json[layout.MetadataStart..layout.Slot], slot[..FormatSlot(slot)], json[layout.Slot..layout.MetadataEnd]);
        "}"u8.CopyTo(output.GetSpan(1));
        output.Advance(1);
    }

    /// <summary>
    /// Something derived from this object (another version, a table row), made once and shared by all readers. At most two
    /// entries are kept, the newest first; another <paramref name="generationKey"/> is another entry.
    /// </summary>
    public T GetOrDerive<T>(object generationKey, Func<StoredObject, T> derive)
        where T : class =>
        DerivedSlot.GetOrAdd(ref derived, generationKey, this, derive);

    /// <summary>What was derived under a key and is still kept; null when there is none.</summary>
    public T? FindDerived<T>(object generationKey)
        where T : class =>
        DerivedSlot.Find<T>(Volatile.Read(ref derived), generationKey);

    private static string Prefix(string? apiVersion, string? kind)
    {
        var kindPart = kind is null ? "" : $"\"kind\":\"{JsonEncodedText.Encode(kind)}\",";
        var versionPart = apiVersion is null ? "" : $"\"apiVersion\":\"{JsonEncodedText.Encode(apiVersion)}\",";
        return "{" + kindPart + versionPart;
    }

    private string ReadUid()
    {
        var raw = Json.Slice(scan.Layout.UidStart, scan.Layout.UidLength);
        return raw.Contains((byte)'\\') ? Unescape(raw) : Encoding.UTF8.GetString(raw);
    }

    private static string Unescape(ReadOnlySpan<byte> raw)
    {
        var json = new Utf8JsonReader((byte[])[(byte)'"', .. raw, (byte)'"']);
        json.Read();
        return json.GetString() ?? "";
    }

    private int FormatSlot(Span<byte> target)
    {
        if (ResourceVersion == 0)
        {
            return 0;
        }

        var length = 0;
        if (scan.Layout.CommaBefore)
        {
            target[length++] = (byte)',';
        }

        "\"resourceVersion\":\""u8.CopyTo(target[length..]);
        length += "\"resourceVersion\":\"".Length;
        ResourceVersion.TryFormat(target[length..], out var digits);
        length += digits;
        target[length++] = (byte)'"';
        if (scan.Layout.CommaAfter)
        {
            target[length++] = (byte)',';
        }

        return length;
    }
}

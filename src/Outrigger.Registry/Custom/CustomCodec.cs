using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Custom;

/// <summary>Turns the objects of a storage into what the cache keeps, and back.</summary>
internal sealed class CustomCodec<T>(KindDefinition kind, JsonSerializerOptions json)
    where T : class
{
    public FactPaths Facts { get; } = new(kind.SelectableFields);

    public string Resource { get; } = kind.Resource.GroupResource.ToString();

    public string Prefix { get; } = StoreKeys.Prefix(kind.Resource.GroupResource);

    public string Key(ObjectName name) => StoreKeys.Key(kind.Resource.GroupResource, kind.Namespaced ? name.Namespace : "", name.Name);

    public ObjectName Name(string key)
    {
        var rest = key[Prefix.Length..];
        var slash = rest.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new ObjectName("", rest) : new ObjectName(rest[..slash], rest[(slash + 1)..]);
    }

    /// <summary>Throws <see cref="InvalidDataException"/> for an object without the names it needs.</summary>
    public StoredObject Encode(T obj)
    {
        if (JsonTypes.ToTree(obj, json) is not JsonObject tree)
        {
            throw new InvalidDataException($"{typeof(T).Name} is written as no JSON object");
        }

        var metadata = JsonNodes.Ensure(tree, "metadata");
        var name = JsonNodes.GetString(metadata, "name");
        var ns = JsonNodes.GetString(metadata, "namespace");
        if (string.IsNullOrEmpty(name) || string.IsNullOrEmpty(ns) == kind.Namespaced)
        {
            throw new InvalidDataException(kind.Namespaced
                ? $"metadata.name is \"{name}\" and metadata.namespace is \"{ns}\": both must be set"
                : $"metadata.name is \"{name}\" and metadata.namespace is \"{ns}\": the kind has no namespaces, only the name may be set");
        }

        if (string.IsNullOrEmpty(JsonNodes.GetString(metadata, "uid")))
        {
            metadata["uid"] = Uid(Key(new ObjectName(ns ?? "", name)));
        }

        tree["apiVersion"] = kind.Kind.GroupVersion.ToString();
        tree["kind"] = kind.Kind.Kind;
        return StoredObject.Create(tree, Facts);
    }

    public T Decode(ReadOnlyMemory<byte> value)
    {
        JsonObject tree = StoredObject.Parse(value, 0, Facts).ToTree(kind.Kind.GroupVersion.ToString(), kind.Kind.Kind);
        return JsonTypes.FromTree<T>(tree, json) ?? throw new InvalidDataException("the object is null");
    }

    // the same at every start, so that what is not stored anywhere keeps its identity
    private static string Uid(string key)
    {
        Span<byte> hash = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes(key), hash);
        hash[6] = (byte)((hash[6] & 0x0f) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3f) | 0x80);
        return new Guid(hash[..16], bigEndian: true).ToString();
    }
}

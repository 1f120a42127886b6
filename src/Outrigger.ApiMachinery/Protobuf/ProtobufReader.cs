using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>Reads bodies in Kubernetes' protobuf into trees that begin with apiVersion and kind.</summary>
public static class ProtobufReader
{
    /// <summary>Reads an object of any kind that the library has, shared bodies (Status, DeleteOptions) too.</summary>
    /// <exception cref="ObjectReadException">The body is broken, or of a kind that has no protobuf.</exception>
    public static (GroupVersionKind Kind, JsonObject Object) Read(ReadOnlySpan<byte> body, SchemaLibrary library) =>
        Read(body, library, new GroupVersionKind("", "", ""));

    /// <summary>As above; <paramref name="expected"/> is the kind of a body that does not name its own.</summary>
    public static (GroupVersionKind Kind, JsonObject Object) Read(ReadOnlySpan<byte> body, SchemaLibrary library, GroupVersionKind expected)
    {
        var raw = ProtobufEnvelope.Open(body, out var kind);
        if (kind.Kind.Length == 0)
        {
            kind = expected;
        }

        var schema = kind.Kind.Length == 0 ? null : library.FindBody(kind);
        return schema is null
            ? throw new ObjectReadException($"no kind \"{kind.Kind}\" is registered for version \"{kind.GroupVersion}\"")
            : (kind, Decode(raw, schema, kind));
    }

    /// <summary>Reads an object without an envelope.</summary>
    public static JsonObject ReadMessage(ReadOnlySpan<byte> message, Schema schema)
    {
        var obj = new JsonObject();
        MessageDecoder.DecodeObject(message, schema, obj, 0);
        return obj;
    }

    private static JsonObject Decode(ReadOnlySpan<byte> raw, Schema schema, GroupVersionKind kind)
    {
        var obj = new JsonObject
        {
            ["kind"] = kind.Kind,
            ["apiVersion"] = kind.GroupVersion.ToString(),
        };
        MessageDecoder.DecodeObject(raw, schema, obj, 0);
        return obj;
    }
}

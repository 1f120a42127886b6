using System.Text;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>What stands around every object: four bytes that mark Kubernetes' protobuf, then a runtime.Unknown.</summary>
public static class ProtobufEnvelope
{
    private const int TypeMetaField = 1;
    private const int RawField = 2;
    private const int EncodingField = 3;
    private const int ContentTypeField = 4;

    /// <summary>The first four bytes of every body.</summary>
    public static ReadOnlySpan<byte> Magic => "k8s\0"u8;

    /// <summary>Whether a body claims to be Kubernetes' protobuf.</summary>
    public static bool IsProtobuf(ReadOnlySpan<byte> body) => body.StartsWith(Magic);

    /// <summary>Takes an envelope apart. The kind is empty where the sender left it out.</summary>
    /// <exception cref="ObjectReadException">The body is no envelope.</exception>
    public static ReadOnlySpan<byte> Open(ReadOnlySpan<byte> body, out GroupVersionKind kind)
    {
        if (!IsProtobuf(body))
        {
            throw new ObjectReadException("provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]");
        }

        kind = new("", "", "");
        var reader = new WireReader(body[Magic.Length..]);
        ReadOnlySpan<byte> raw = default;
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (type != WireType.Bytes || number > ContentTypeField)
            {
                reader.Skip(type);
                continue;
            }

            var value = reader.ReadBytes();
            switch (number)
            {
                case TypeMetaField: kind = ReadTypeMeta(value); break;
                case RawField: raw = value; break;
                case EncodingField when !value.IsEmpty:
                    throw new ObjectReadException($"unable to decode an object with content encoding {GoText.Quote(Encoding.UTF8.GetString(value))}");
            }
        }

        return raw;
    }

    /// <summary>Writes everything up to the object, whose length is known.</summary>
    internal static void WriteHead(WireBuffer output, GroupVersionKind kind, int rawLength)
    {
        output.Write(Magic);
        output.WriteTag(TypeMetaField, WireType.Bytes);
        var start = output.Begin();
        output.WriteText(1, kind.GroupVersion.ToString());
        output.WriteText(2, kind.Kind);
        output.End(start);
        output.WriteTag(RawField, WireType.Bytes);
        output.WriteVarint((ulong)rawLength);
    }

    /// <summary>The end of every envelope: no content encoding, no content type, both written as Go writes them.</summary>
    internal static ReadOnlySpan<byte> Tail => [(EncodingField << 3) | 2, 0, (ContentTypeField << 3) | 2, 0];

    private static GroupVersionKind ReadTypeMeta(ReadOnlySpan<byte> message)
    {
        var reader = new WireReader(message);
        string apiVersion = "", kind = "";
        while (!reader.AtEnd)
        {
            var (number, type) = reader.ReadTag();
            if (type == WireType.Bytes && number is 1 or 2)
            {
                var text = Encoding.UTF8.GetString(reader.ReadBytes());
                (apiVersion, kind) = number == 1 ? (text, kind) : (apiVersion, text);
            }
            else
            {
                reader.Skip(type);
            }
        }

        return GroupVersion.TryParse(apiVersion, out var owner)
            ? new(owner.Group, owner.Version, kind)
            : throw new ObjectReadException($"unexpected GroupVersion string: {apiVersion}");
    }
}

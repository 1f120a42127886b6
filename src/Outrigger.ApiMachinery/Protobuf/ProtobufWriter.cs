using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Protobuf;

/// <summary>
/// Writes objects of built-in kinds as Kubernetes' protobuf. The JSON is one of our own objects in canonical form; fields without a
/// protobuf number (kind and apiVersion, which the envelope holds) and values of a wrong type are left out.
/// </summary>
public static class ProtobufWriter
{
    /// <summary>Writes an object in its envelope.</summary>
    public static void Write(JsonObject obj, Schema schema, GroupVersionKind kind, IBufferWriter<byte> output) =>
        Write(ObjectWriter.ToUtf8(obj), schema, kind, output);

    /// <summary>Writes an object that stands there as UTF-8 JSON in its envelope.</summary>
    public static void Write(ReadOnlySpan<byte> json, Schema schema, GroupVersionKind kind, IBufferWriter<byte> output)
    {
        using var content = new WireBuffer();
        new MessageEncoder(json, content).EncodeRoot(schema);
        WriteEnvelope(content, kind, output);
    }

    /// <summary>Writes a list in its envelope, one item after the other.</summary>
    /// <param name="metadata">The list's metadata as JSON.</param>
    /// <param name="items">The items as JSON; they need neither kind nor apiVersion.</param>
    /// <param name="schema">The schema of the list (PodList).</param>
    /// <param name="kind">The kind of the list.</param>
    /// <param name="output">Where to.</param>
    public static void WriteList(
        ReadOnlySpan<byte> metadata, IEnumerable<ReadOnlyMemory<byte>> items, Schema schema, GroupVersionKind kind, IBufferWriter<byte> output)
    {
        var head = schema.Find("metadata") ?? throw new ArgumentException($"{schema.Name} is no list", nameof(schema));
        var body = schema.Find("items") ?? throw new ArgumentException($"{schema.Name} is no list", nameof(schema));
        using var content = new WireBuffer();
        WriteMessage(content, head.ProtobufNumber, metadata, head.Schema);
        foreach (var item in items)
        {
            WriteMessage(content, body.ProtobufNumber, item.Span, body.Schema.Element!);
        }

        WriteEnvelope(content, kind, output);
    }

    /// <summary>
    /// Writes one frame of a watch: four bytes with the length, then a WatchEvent (without an envelope) that holds the object in its envelope.
    /// </summary>
    public static void WriteWatchFrame(string eventType, ReadOnlySpan<byte> json, Schema schema, GroupVersionKind kind, IBufferWriter<byte> output)
    {
        using var content = new WireBuffer();
        new MessageEncoder(json, content).EncodeRoot(schema);
        using var frame = new WireBuffer();
        frame.WriteText(1, eventType);
        frame.WriteTag(2, WireType.Bytes);
        var extension = frame.Begin();
        frame.WriteTag(1, WireType.Bytes);
        var raw = frame.Begin();
        ProtobufEnvelope.WriteHead(frame, kind, content.Length);
        frame.Write(content.Written);
        frame.Write(ProtobufEnvelope.Tail);
        frame.End(raw);
        frame.End(extension);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(output.GetSpan(sizeof(int)), frame.Length);
        output.Advance(sizeof(int));
        output.Write(frame.Written);
    }

    private static void WriteMessage(WireBuffer content, int number, ReadOnlySpan<byte> json, Schema schema)
    {
        content.WriteTag(number, WireType.Bytes);
        var start = content.Begin();
        new MessageEncoder(json, content).EncodeRoot(schema);
        content.End(start);
    }

    private static void WriteEnvelope(WireBuffer content, GroupVersionKind kind, IBufferWriter<byte> output)
    {
        using var head = new WireBuffer();
        ProtobufEnvelope.WriteHead(head, kind, content.Length);
        output.Write(head.Written);
        output.Write(content.Written);
        output.Write(ProtobufEnvelope.Tail);
    }
}

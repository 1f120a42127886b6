using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.Server.Http;

/// <summary>Encodes trees as the negotiated format says.</summary>
internal sealed class TreeEncoder(SchemaLibrary schemas)
{
    public void Write(JsonObject tree, OutputFormat format, IBufferWriter<byte> output)
    {
        switch (format.Encoding)
        {
            case WireEncoding.Yaml:
                output.Write(YamlWriter.Write(tree));
                break;
            case WireEncoding.Protobuf:
                var (kind, schema) = Describe(tree);
                ProtobufWriter.Write(tree, schema, kind, output);
                break;
            default:
                if (format.Pretty)
                {
                    ObjectWriter.WriteIndented(tree, output);
                    break;
                }

                ObjectWriter.Write(tree, output);
                output.Write("\n"u8);
                break;
        }
    }

    /// <summary>One frame of a protobuf watch.</summary>
    public void WriteWatchFrame(string type, JsonObject tree, IBufferWriter<byte> output)
    {
        var (kind, schema) = Describe(tree);
        ProtobufWriter.WriteWatchFrame(type, ObjectWriter.ToUtf8(tree), schema, kind, output);
    }

    private (GroupVersionKind Kind, Schema Schema) Describe(JsonObject tree)
    {
        GroupVersion.TryParse(JsonNodes.GetString(tree, "apiVersion") ?? "", out var version);
        var kind = new GroupVersionKind(version.Group, version.Version, JsonNodes.GetString(tree, "kind") ?? "");
        return (kind, schemas.FindBody(kind) ?? throw ApiErrors.NotAcceptable($"objects of kind {kind} have no protobuf form"));
    }
}

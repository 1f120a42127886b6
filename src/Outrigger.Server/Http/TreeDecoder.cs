using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Protobuf;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.Server.Http;

/// <summary>Decodes bodies into trees.</summary>
internal sealed class TreeDecoder(SchemaLibrary schemas)
{
    /// <summary>Throws <see cref="ObjectReadException"/> for what cannot be read.</summary>
    public JsonObject Read(ReadOnlySpan<byte> body, WireEncoding encoding, GroupVersionKind expected, ReadReport report) => encoding switch
    {
        WireEncoding.Yaml => YamlReader.ReadObject(body, report),
        WireEncoding.Protobuf => ProtobufReader.Read(body, schemas, expected).Object,
        _ => ObjectReader.Read(body, report),
    };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Protobuf;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>
/// The OpenAPI v2 document. It names the server and nothing else: types and paths are in the v3 documents. kubectl up to 1.27 reads it
/// before it turns to v3 and gives up when there is none.
/// </summary>
public static class OpenApiV2
{
    /// <summary>The content type of <see cref="ToProtobuf"/>. Clients ask for it with an @ before v1.0, which Go cannot parse in an answer.</summary>
    public const string ProtobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

    private const string Title = "Kubernetes";

    /// <summary>The document as JSON.</summary>
    public static byte[] ToJson(string serverVersion) => ObjectWriter.ToUtf8(new JsonObject
    {
        ["swagger"] = "2.0",
        ["info"] = new JsonObject { ["title"] = Title, ["version"] = serverVersion },
        ["paths"] = new JsonObject(),
    });

    /// <summary>The document as protobuf (gnostic's openapi.v2.Document).</summary>
    public static byte[] ToProtobuf(string serverVersion)
    {
        using var output = new WireBuffer();
        output.WriteText(1, "2.0");
        output.WriteTag(2, WireType.Bytes);
        var info = output.Begin();
        output.WriteText(1, Title);
        output.WriteText(2, serverVersion);
        output.End(info);
        output.WriteBytes(8, default);
        return output.Written.ToArray();
    }
}

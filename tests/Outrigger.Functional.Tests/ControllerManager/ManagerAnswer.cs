using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Protobuf;

namespace Outrigger.Functional.Tests.ControllerManager;

/// <summary>An answer, in whatever form it came.</summary>
internal sealed record ManagerAnswer(string Request, int Code, string ContentType, byte[] Body)
{
    /// <summary>The object, with its apiVersion and kind.</summary>
    public JsonObject Object => ContentType.StartsWith(ManagerClient.Protobuf, StringComparison.Ordinal)
        ? ProtobufReader.Read(Body, ManagerClient.Schemas).Object
        : (JsonObject)JsonNode.Parse(Body)!;

    /// <summary>The object of a protobuf answer with this code; the test fails with all of the answer when not.</summary>
    public JsonObject ShouldBe(int code)
    {
        Code.ShouldBe(code, $"{Request}: {Encoding.UTF8.GetString(Body)}");
        ContentType.ShouldStartWith(ManagerClient.Protobuf);
        return Object;
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.Aggregator.ApiServices;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.Aggregator.Tests.ApiServices;

public sealed class ApiServicePrinterTests
{
    [Theory]
    [InlineData("""{"metadata":{"name":"v1."},"spec":{}}""", "Local", "Unknown")]
    [InlineData("""{"metadata":{"name":"v1."},"spec":{},"status":{"conditions":[{"type":"Available","status":"True","reason":"Local"}]}}""", "Local", "True")]
    [InlineData("""{"metadata":{"name":"v1.x"},"spec":{"service":{"namespace":"n","name":"s"}},"status":{"conditions":[{"type":"Available","status":"False","reason":"MissingEndpoints"}]}}""", "n/s", "False (MissingEndpoints)")]
    public void Print_ApiService_ShowsServiceAndAvailability(string json, string service, string available)
    {
        var kind = SchemaLibrary.Load(typeof(ApiServicePrinter).Assembly).FindKind(new("apiregistration.k8s.io", "v1", "APIService")).ShouldNotBeNull();
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output))
        {
            var table = new TableWriter(writer, new TableLayout(kind.Columns, new ApiServicePrinter()), IncludeObject.None, default);
            table.Begin(metadata => metadata.WriteNullValue());
            table.Row(JsonNode.Parse(json)!.AsObject());
            table.End();
        }

        var cells = JsonNode.Parse(output.WrittenSpan)!["rows"]![0]!["cells"]!.AsArray();
        cells[1]!.GetValue<string>().ShouldBe(service);
        cells[2]!.GetValue<string>().ShouldBe(available);
    }
}

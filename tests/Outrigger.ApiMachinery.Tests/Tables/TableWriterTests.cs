using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Tables;
using Outrigger.ApiMachinery.Tests.Schemas;

namespace Outrigger.ApiMachinery.Tests.Tables;

public sealed class TableWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("", "v1", "ConfigMap", """{"metadata":{"name":"a","creationTimestamp":"2026-01-01T00:00:00Z"},"data":{"k":"v"},"binaryData":{"b":"YQ=="}}""", """["a",2,"5m"]""")]
    [InlineData("", "v1", "Secret", """{"metadata":{"name":"s"},"type":"Opaque"}""", """["s","Opaque",0,"<unknown>"]""")]
    [InlineData("apps", "v1", "Deployment", """{"metadata":{"name":"d"},"spec":{"replicas":3,"selector":{"matchLabels":{"b":"2","a":"1"}},"template":{"spec":{"containers":[{"name":"x","image":"i"},{"name":"y","image":"j"}]}}},"status":{"readyReplicas":1}}""", """["d","1/3",0,0,"<unknown>","x,y","i,j","a=1,b=2"]""")]
    [InlineData("coordination.k8s.io", "v1", "Lease", """{"metadata":{"name":"l"},"spec":{"holderIdentity":"me"}}""", """["l","me","<unknown>"]""")]
    [InlineData("rbac.authorization.k8s.io", "v1", "ClusterRole", """{"metadata":{"name":"r","creationTimestamp":"2026-01-01T00:00:00Z"}}""", """["r","2026-01-01T00:00:00Z"]""")]
    [InlineData("policy", "v1", "PodDisruptionBudget", """{"metadata":{"name":"p"},"spec":{"minAvailable":"50%"}}""", """["p","50%","N/A",0,"<unknown>"]""")]
    [InlineData("batch", "v1", "CronJob", """{"metadata":{"name":"c"},"spec":{"schedule":"* * * * *","suspend":false}}""", """["c","* * * * *","<none>","False",0,"<none>","<unknown>","","","<none>"]""")]
    [InlineData("autoscaling", "v1", "Scale", """{"metadata":{"name":"s","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"replicas":3},"status":{"replicas":2}}""", """["s",3,2,"5m"]""")]
    public void Row_OfABuiltInKind_HasTheCellsOfItsSchemaFile(string group, string version, string kind, string json, string expected)
    {
        Rows(new TableLayout(TestLibrary.Kind(group, version, kind).Columns), json)[0]!["cells"]!.ToJsonString(Relaxed).ShouldBe(expected);
    }

    [Fact]
    public void Row_OfACustomKind_FollowsTheTypeOfTheColumn()
    {
        var layout = new TableLayout(
        [
            new("Replicas", "integer", "", "", 0, ".spec.replicas"),
            new("Phase", "string", "", "", 0, ".status.phase"),
            new("Age", "date", "", "", 0, ".metadata.creationTimestamp"),
            new("Any", "string", "", "", 1, ".spec.list"),
        ]);

        var row = Rows(layout, """{"metadata":{"name":"w","creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"replicas":3.0,"list":[1]}}""")[0]!;

        row["cells"]!.ToJsonString().ShouldBe("""["w",3,null,"5m","[1]"]""");
    }

    [Fact]
    public void Write_Table_HasHeadColumnsAndPartialMetadata()
    {
        var text = Write(new TableLayout([]), IncludeObject.Metadata, true, """{"kind":"K","apiVersion":"g/v1","metadata":{"name":"w"},"spec":{}}""");

        text.ShouldStartWith("""{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},"columnDefinitions":[{"name":"Name","type":"string","format":"name","description":""");
        text.ShouldEndWith("""],"rows":[{"cells":["w",null],"object":{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"w"}}}]}""");
    }

    [Theory]
    [InlineData(IncludeObject.None, "null")]
    [InlineData(IncludeObject.Object, """{"kind":"K","metadata":{"name":"w"}}""")]
    public void Write_Include_DecidesTheObject(IncludeObject include, string expected)
    {
        Write(new TableLayout([]), include, false, """{"kind":"K","metadata":{"name":"w"}}""")
            .ShouldBe($$"""{"kind":"Table","apiVersion":"meta.k8s.io/v1","metadata":{"resourceVersion":"7"},"columnDefinitions":null,"rows":[{"cells":["w",null],"object":{{expected}}}]}""");
    }

    [Fact]
    public void Layout_ColumnWithoutExpression_NeedsAPrinter()
    {
        Should.Throw<FormatException>(() => new TableLayout([new("Odd", "string", "", "", 0, "")])).Message.ShouldContain("Odd");
    }

    [Fact]
    public void Layout_EveryBuiltInExpression_IsUnderstood()
    {
        foreach (var kind in TestLibrary.All.Kinds)
        {
            Should.NotThrow(() => new TableLayout([.. kind.Columns.Where(c => c.JsonPath.Length > 0)]), kind.Kind.ToString());
        }
    }

    private static JsonSerializerOptions Relaxed { get; } =
        new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static JsonArray Rows(TableLayout layout, string json) =>
        (JsonArray)JsonNode.Parse(Write(layout, IncludeObject.None, true, json))!["rows"]!;

    private static string Write(TableLayout layout, IncludeObject include, bool withColumns, string json)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Encoder = Relaxed.Encoder }))
        {
            var table = new TableWriter(writer, layout, include, Now);
            table.Begin(
                metadata =>
                {
                    metadata.WriteStartObject();
                    metadata.WriteString("resourceVersion", "7");
                    metadata.WriteEndObject();
                },
                withColumns);
            table.Row(ObjectReader.Read(Encoding.UTF8.GetBytes(json)));
            table.End();
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

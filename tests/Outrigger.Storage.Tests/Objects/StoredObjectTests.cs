using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Storage.Objects;

namespace Outrigger.Storage.Tests.Objects;

public sealed class StoredObjectTests
{
    private const string PodPrefix = """{"kind":"Pod","apiVersion":"v1",""";

    [Fact]
    public void WriteTo_PutsKindFirstAndResourceVersionAfterUid()
    {
        var item = Create("""
            {"apiVersion":"v1","kind":"Pod","spec":{"nodeName":"n1"},"metadata":{"labels":{"a":"b"},"uid":"u-1","resourceVersion":"9","name":"x","namespace":"ns"}}
            """).WithRevision(42);

        Written(item, PodPrefix).ShouldBe(
            """{"kind":"Pod","apiVersion":"v1","metadata":{"name":"x","namespace":"ns","uid":"u-1","resourceVersion":"42","labels":{"a":"b"}},"spec":{"nodeName":"n1"}}""");
    }

    [Fact]
    public void Create_AsDeepAsMayBe_CanBeRead_AndDeeperIs400()
    {
        var levels = ObjectReader.MaxDepth - 1;
        var deepest = "{\"metadata\":{},\"a\":" + new string('[', levels) + new string(']', levels) + "}";
        var root = ObjectReader.Read(Encoding.UTF8.GetBytes(deepest));

        StoredObject.Create(root, FactPaths.None).ToTree()["a"].ShouldNotBeNull();
        root["a"] = new JsonArray(root["a"]!.DeepClone());
        Should.Throw<StatusException>(() => StoredObject.Create(root, FactPaths.None)).Status.Code.ShouldBe(400);
    }

    [Fact]
    public void Mentions_OfWhatTheJsonHas_IsTrue_AndOfTheHeaderIsNot()
    {
        var item = Create("""{"apiVersion":"v1","kind":"Pod","spec":{"nodeName":"n1"},"metadata":{"name":"x"}}""");

        item.Mentions("\"nodeName\""u8).ShouldBeTrue();
        item.Mentions("\"status\""u8).ShouldBeFalse();
        item.Mentions("v1"u8).ShouldBeFalse();
    }

    [Theory]
    [InlineData("""{"metadata":{"uid":"u"}}""", """{"metadata":{"uid":"u","resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{"name":"x"}}""", """{"metadata":{"name":"x","resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{"name":"x","labels":{}}}""", """{"metadata":{"name":"x","resourceVersion":"7","labels":{}}}""")]
    [InlineData("""{"metadata":{"labels":{}}}""", """{"metadata":{"resourceVersion":"7","labels":{}}}""")]
    [InlineData("""{"metadata":{}}""", """{"metadata":{"resourceVersion":"7"}}""")]
    [InlineData("""{"metadata":{},"spec":1}""", """{"metadata":{"resourceVersion":"7"},"spec":1}""")]
    [InlineData("""{"spec":1}""", """{"metadata":{"resourceVersion":"7"},"spec":1}""")]
    [InlineData("""{"metadata":null}""", """{"metadata":{"resourceVersion":"7"}}""")]
    public void WriteTo_OfOddMetadata_StaysValid(string json, string expected)
    {
        Written(Create(json).WithRevision(7), "{").ShouldBe(expected);
        var plain = Written(Create(json), "{");
        JsonNode.Parse(plain)!["metadata"]!.AsObject().ContainsKey("resourceVersion").ShouldBeFalse();
    }

    [Fact]
    public void WriteMetadataTo_CopiesMetadataAlone()
    {
        var item = Create("""{"metadata":{"name":"x","uid":"u","labels":{"a":"}"}},"spec":{"a":1}}""").WithRevision(5);
        var output = new ArrayBufferWriter<byte>();

        item.WriteMetadataTo(output, """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","""u8);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe(
            """{"kind":"PartialObjectMetadata","apiVersion":"meta.k8s.io/v1","metadata":{"name":"x","uid":"u","resourceVersion":"5","labels":{"a":"}"}}}""");
    }

    [Fact]
    public void WriteTo_OfALargeObject_AsksForNoMoreThan64KiBAtATime()
    {
        var item = Create($$$"""{"metadata":{"name":"x"},"data":{"big":"{{{new string('x', 300_000)}}}"}}""").WithRevision(1);
        var output = new LimitedWriter(64 * 1024);

        item.WriteTo(output, Encoding.UTF8.GetBytes(PodPrefix));

        JsonNode.Parse(output.Written)!["data"]!["big"]!.GetValue<string>().Length.ShouldBe(300_000);
    }

    [Fact]
    public void Facts_ArePulledOut()
    {
        var facts = new FactPaths(
        [
            new FactPath("spec.nodeName"),
            new FactPath("spec.unschedulable", Default: "false"),
            new FactPath("source", "source.component", "reportingComponent"),
            new FactPath("status.ready"),
            new FactPath("type"),
        ]);
        var item = StoredObject.Create(
            Tree("""
            {"apiVersion":"apps/v1","metadata":{"name":"x\u00e9","namespace":"ns","uid":"u-\u0031","generation":3,"deletionTimestamp":"2026-01-01T00:00:00Z",
             "labels":{"app":"web","tier":"front"}},"spec":{"nodeName":"n1","list":[{"nodeName":"no"}]},"type":"Normal",
             "source":{},"reportingComponent":"kubelet","status":{"ready":true}}
            """),
            facts);

        (item.Namespace, item.Name, item.Uid, item.Version).ShouldBe(("ns", "x\u00e9", "u-1", "v1"));
        (item.IsDeleting, item.Generation).ShouldBe((true, 3L));
        item.Labels.ShouldBe([new("app", "web"), new("tier", "front")]);
        item.Fields.ShouldBe(
            [new("spec.nodeName", "n1"), new("spec.unschedulable", "false"), new("source", "kubelet"), new("status.ready", "true"), new("type", "Normal")]);
        item.Fields.TryGetValue("spec.other", out _).ShouldBeFalse();
    }

    [Fact]
    public void Parse_OfItsOwnValue_GivesTheSameObject()
    {
        var facts = new FactPaths(["spec.nodeName", "status.phase"]);
        var item = StoredObject.Create(
            Tree("""{"apiVersion":"v1","metadata":{"name":"x","labels":{"a":"b"}},"spec":{"nodeName":"n"},"status":{"phase":"Running"}}"""), facts);

        var read = StoredObject.Parse(item.EncodeValue(), 12, facts);

        Written(read, "{").ShouldBe(Written(item.WithRevision(12), "{"));
        (read.Version, read.ResourceVersion, read.Name).ShouldBe(("v1", 12, "x"));
        read.Fields.ShouldBe(item.Fields);
        read.Labels.ShouldBe(item.Labels);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("\u0001\u0002v1[]")]
    [InlineData("\u0001\u0002v1{}")]
    [InlineData("\u0001\u0002v1{\"metadata\":[]}")]
    [InlineData("\u0001\u0002v1{\"metadata\":{\"name\":\"x\"")]
    [InlineData("\u0001\u00c8v1{}")]
    public void Parse_OfForeignBytes_IsRefused(string value) =>
        Should.Throw<InvalidDataException>(() => StoredObject.Parse(Encoding.Latin1.GetBytes(value), 1, FactPaths.None));

    [Fact]
    public void ToTree_GivesAWholeObject()
    {
        var tree = Create("""{"metadata":{"name":"x","uid":"u"},"spec":{"replicas":3}}""").WithRevision(8).ToTree("apps/v1", "Deployment");

        tree.ToJsonString().ShouldBe(
            """{"kind":"Deployment","apiVersion":"apps/v1","metadata":{"name":"x","uid":"u","resourceVersion":"8"},"spec":{"replicas":3}}""");
        Create("""{"metadata":{"name":"x"}}""").ToTree().ToJsonString().ShouldBe("""{"metadata":{"name":"x"}}""");
    }

    [Fact]
    public void Create_WithDeepNesting_IsReadAgain()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 400)) + "1" + new string('}', 400);

        var item = Create($$"""{"metadata":{"name":"x"},"spec":{{deep}}}""");

        item.ToTree()["spec"].ShouldNotBeNull();
        Should.NotThrow(() => StoredObject.Parse(item.EncodeValue(), 1, new FactPaths(["status.phase"])));
    }

    [Fact]
    public void GetOrDerive_MakesOncePerGeneration_AndKeepsTwo()
    {
        var item = Create("""{"metadata":{"name":"x"}}""");
        var made = 0;
        object first = new(), second = new(), third = new();
        string Make(StoredObject o) => $"{o.Name}{++made}";

        item.GetOrDerive(first, Make).ShouldBe("x1");
        item.GetOrDerive(first, Make).ShouldBe("x1");
        item.GetOrDerive(second, Make).ShouldBe("x2");
        item.GetOrDerive(first, Make).ShouldBe("x1");
        item.GetOrDerive(third, Make).ShouldBe("x3");
        item.GetOrDerive(first, Make).ShouldBe("x4");
    }

    private static JsonObject Tree(string json) => ObjectReader.Read(Encoding.UTF8.GetBytes(json));

    private static StoredObject Create(string json) => StoredObject.Create(Tree(json), FactPaths.None);

    private static string Written(StoredObject item, string prefix)
    {
        var output = new ArrayBufferWriter<byte>();
        item.WriteTo(output, Encoding.UTF8.GetBytes(prefix));
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private sealed class LimitedWriter(int limit) : IBufferWriter<byte>
    {
        private readonly ArrayBufferWriter<byte> all = new();

        public byte[] Written => all.WrittenSpan.ToArray();

        public void Advance(int count) => all.Advance(count);

        public Memory<byte> GetMemory(int sizeHint = 0)
        {
            sizeHint.ShouldBeLessThanOrEqualTo(limit);
            return all.GetMemory(sizeHint);
        }

        public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;
    }
}

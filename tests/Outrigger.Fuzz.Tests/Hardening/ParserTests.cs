using System.Text;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Requests;
using static Outrigger.Fuzz.Tests.Hardening.HostileBodies;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>T-31 yaml-bomb, T-32 yaml-quadratic, T-33 json-deep: each refused with 4xx within a second and within 100 MiB.</summary>
public sealed class ParserTests(SharedServer fixture, ITestOutputHelper output) : IClassFixture<SharedServer>
{
    private const long MostMemory = 100L << 20;
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private const string One = $"{ConfigMaps}/one";
    private const string Gadget = "/apis/fuzz.example.com/v1/namespaces/default/gadgets/one";
    private const string Definitions = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private const string Json = "application/json";
    private const string Yaml = "application/yaml";
    private const string Protobuf = "application/vnd.kubernetes.protobuf";
    private const string Apply = "application/apply-patch+yaml";
    private const int Most = 1_500_000;

    public static TheoryData<HostileCase> Bombs =>
    [
        HostileCase.Of("laughs", "POST", ConfigMaps, Yaml, BillionLaughs()),
        HostileCase.Of("laughs applied", "PATCH", $"{ConfigMaps}/x?fieldManager=m", Apply, BillionLaughs()),
        HostileCase.Of("laughs as options", "DELETE", One, Yaml, BillionLaughs()),
        HostileCase.Of("aliases", "POST", ConfigMaps, Yaml, ManyAliases()),
        HostileCase.Of("merges", "POST", ConfigMaps, Yaml, ManyMerges()),
        HostileCase.Of("alias of itself", "POST", ConfigMaps, Yaml, "a: &a [*a]"),
    ];

    public static TheoryData<HostileCase> Quadratic =>
    [
        HostileCase.Of("flow 10001", "POST", ConfigMaps, Yaml, Repeat("[", 10_001)),
        HostileCase.Of("flow maps 10001", "POST", ConfigMaps, Yaml, Repeat("{a: ", 10_001)),
        HostileCase.Of("flow 1.5M", "POST", ConfigMaps, Yaml, Repeat("[", Most)),
        HostileCase.Of("block 10001", "POST", ConfigMaps, Yaml, Repeat("- ", 10_001)),
        HostileCase.Of("block 1.5M", "POST", ConfigMaps, Yaml, Repeat("- ", Most)),
        HostileCase.Of("key of 3 MB", "POST", ConfigMaps, Yaml, new string('k', Limit - 10)),
        HostileCase.Of("quoted key of 2 MB", "POST", ConfigMaps, Yaml, $"\"{new string('k', 2_000_000)}\": a\nb"),
        HostileCase.Of("wide below deep flow", "POST", ConfigMaps, Yaml, Repeat("[", 500) + Repeat("a,", 1_400_000)),
        HostileCase.Of("explicit keys", "POST", ConfigMaps, Yaml, Repeat("? ", Most)),
        HostileCase.Of("tags", "POST", ConfigMaps, Yaml, Repeat("!!a ", 700_000)),
        HostileCase.Of("anchors", "POST", ConfigMaps, Yaml, Repeat("- &a a\n", 400_000)),
        HostileCase.Of("comments", "POST", ConfigMaps, Yaml, Repeat("#\n", Most)),
        HostileCase.Of("directives", "POST", ConfigMaps, Yaml, Repeat("%X a\n", 600_000)),
        HostileCase.Of("plain lines", "POST", ConfigMaps, Yaml, "a: b\n" + Repeat(" c\n", 1_000_000)),
        HostileCase.Of("literal", "POST", ConfigMaps, Yaml, "a: |\n" + Repeat("\n", Most) + " c\nd"),
        HostileCase.Of("escapes", "POST", ConfigMaps, Yaml, "a: \"" + Repeat("\\x41", 700_000) + "\"\nb"),
        HostileCase.Of("commas", "POST", ConfigMaps, Yaml, "[" + Repeat("a: b,", 600_000)),
        HostileCase.Of("documents", "POST", ConfigMaps, Yaml, Repeat("---\n", 700_000)),
    ];

    public static TheoryData<HostileCase> Deep =>
    [
        HostileCase.Of("json", "POST", ConfigMaps, Json, Repeat("[", Most)),
        HostileCase.Of("json closed", "POST", ConfigMaps, Json, Repeat("[", Most) + Repeat("]", Most)),
        HostileCase.Of("json objects", "POST", ConfigMaps, Json, Repeat("{\"\":", 700_000)),
        HostileCase.Of("json in data", "POST", ConfigMaps, Json, """{"metadata":{"name":"x"},"data":""" + Repeat("{\"a\":", 600_000)),
        HostileCase.Of("options", "DELETE", One, Json, Repeat("[", Most)),
        HostileCase.Of("json patch", "PATCH", One, "application/json-patch+json", Repeat("[", Most)),
        HostileCase.Of("json patch value", "PATCH", One, "application/json-patch+json", """[{"op":"add","path":"/data","value":""" + Repeat("[", Most)),
        HostileCase.Of("json patch to the limit twice", "PATCH", Gadget, "application/json-patch+json", DeepTwice()),
        HostileCase.Of("merge patch", "PATCH", One, "application/merge-patch+json", Repeat("{\"a\":", 600_000)),
        HostileCase.Of("strategic merge patch", "PATCH", One, "application/strategic-merge-patch+json", Repeat("{\"a\":", 600_000)),
        HostileCase.Of("apply as json", "PATCH", $"{One}?fieldManager=m", Apply, Repeat("{\"a\":", 600_000)),
        HostileCase.Of("apply as yaml", "PATCH", $"{One}?fieldManager=m", Apply, Repeat("[", Most)),
        HostileCase.Of("managed fields", "PUT", One, Json, Managed(Nested("{\"f:a\":", "{}", "}", 600))),
        HostileCase.Of("schema", "POST", Definitions, Json, Definition(Nested("""{"type":"object","properties":{"a":""", """{"type":"object"}""", "}}", 600))),
        HostileCase.Of("protobuf envelope", "POST", ConfigMaps, Protobuf, [.. "k8s\0"u8, .. NestedMessages(2, 300_000)]),
        HostileCase.Of("protobuf strings", "POST", ConfigMaps, Protobuf, Envelope("v1", "ConfigMap", NestedMessages(2, 300_000))),
        HostileCase.Of("protobuf schema", "POST", Definitions, Protobuf, Envelope("apiextensions.k8s.io/v1", "CustomResourceDefinition", NestedSchema(100_000))),
        HostileCase.Of("protobuf revision", "POST", "/apis/apps/v1/namespaces/default/controllerrevisions", Protobuf, Revision(Repeat("[", 600) + Repeat("]", 600))),
    ];

    [Theory]
    [MemberData(nameof(Bombs))]
    public Task YamlBomb_AsAdmin_IsRefusedCheaply(HostileCase hostile) => RefusedAsync(hostile);

    [Theory]
    [MemberData(nameof(Bombs))]
    public Task YamlBomb_AsAnonymous_IsRefusedBeforeItIsRead(HostileCase hostile) =>
        RefusedAsync(hostile with { Request = hostile.Request.With("Authorization", "") }, 1L << 20, 401, 403);

    [Theory]
    [MemberData(nameof(Quadratic))]
    public Task YamlThatTakesQuadraticTime_AsAdmin_IsRefusedInTime(HostileCase hostile) => RefusedAsync(hostile);

    [Theory]
    [MemberData(nameof(Deep))]
    public Task DeepNesting_AsAdmin_IsRefusedAndTheProcessLives(HostileCase hostile) => RefusedAsync(hostile);

    private async Task RefusedAsync(HostileCase hostile, long memory = MostMemory, params int[] codes)
    {
        var answer = await fixture.MeasureAsync(hostile, memory, output);
        answer.Code.ShouldBeInRange(400, 499, answer.Text);
        if (codes.Length > 0)
        {
            codes.ShouldContain(answer.Code);
        }
    }

    private static string Nested(string open, string middle, string close, int levels) => Repeat(open, levels) + middle + Repeat(close, levels);

    private static string Managed(string fields) =>
        $$$"""{"metadata":{"name":"one","managedFields":[{"manager":"m","operation":"Update","apiVersion":"v1","fieldsType":"FieldsV1","fieldsV1":{{{fields}}}}]}}""";

    private static string Definition(string schema) => """
        {"metadata":{"name":"deeps.fuzz.example.com"},"spec":{"group":"fuzz.example.com","scope":"Cluster","names":{"plural":"deeps","kind":"Deep"},
        "versions":[{"name":"v1","served":true,"storage":true,"schema":{"openAPIV3Schema":{"type":"object","properties":{"spec":SCHEMA}}}}]}}
        """.Replace("SCHEMA", schema, StringComparison.Ordinal);

    // Each value is as deep as a document may be; the second goes to the bottom of the first.
    private static string DeepTwice()
    {
        var deep = Nested("{\"a\":", "{}", "}", 480);
        return $$"""[{"op":"add","path":"/spec/free","value":{{deep}}},{"op":"add","path":"/spec/free{{Repeat("/a", 480)}}/a","value":{{deep}}}]""";
    }

    // CustomResourceDefinition.spec.versions[].schema.openAPIV3Schema.not.not.not…
    private static byte[] NestedSchema(int levels) => Field(2, Field(7, Field(4, Field(1, NestedMessages(28, levels)))));

    private static byte[] Revision(string raw) => Envelope(
        "apps/v1", "ControllerRevision", [.. Field(1, Field(1, "deep"u8.ToArray())), .. Field(2, Field(1, Encoding.UTF8.GetBytes(raw)))]);
}

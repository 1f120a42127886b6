using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Swagger;
using Outrigger.ApiMachinery.Tests.OpenApi;

namespace Outrigger.ApiMachinery.Tests.Swagger;

public sealed class SwaggerDocumentTests
{
    [Theory]
    [InlineData("""{"type":"string","default":"a","minLength":1}""", """{"type":"string","minLength":1}""")]
    [InlineData("""{"description":"d","default":{},"allOf":[{"$ref":"#/components/schemas/B"}]}""", """{"description":"d","$ref":"#/definitions/B"}""")]
    [InlineData("""{"type":"array","items":{"$ref":"#/components/schemas/B"}}""", """{"type":"array","items":{"$ref":"#/definitions/B"}}""")]
    [InlineData("""{"type":"object","additionalProperties":{"type":"string"}}""", """{"type":"object","additionalProperties":{"type":"string"}}""")]
    [InlineData("""{"type":"object","required":["a","b"],"properties":{"a":{"type":"string","nullable":true},"b":{"type":"string"}}}""",
        """{"type":"object","required":["b"],"properties":{"a":{},"b":{"type":"string"}}}""")]
    [InlineData("""{"type":"object","nullable":true,"properties":{"a":{"type":"string"}}}""", "{}")]
    [InlineData("""{"type":"object","properties":{"a":{}},"x-kubernetes-preserve-unknown-fields":true}""", """{"x-kubernetes-preserve-unknown-fields":true}""")]
    [InlineData("""{"x-kubernetes-int-or-string":true,"anyOf":[{"type":"integer"},{"type":"string"}]}""", """{"x-kubernetes-int-or-string":true}""")]
    [InlineData("""{"description":"q","oneOf":[{"type":"string"},{"type":"number"}]}""", """{"type":"string","description":"q"}""")]
    [InlineData("""{"type":"string","not":{"enum":["a"]},"anyOf":[{"minLength":1}],"deprecated":true}""", """{"type":"string"}""")]
    public void AddV3_Schema_IsSaidInTheWordsOfV2(string schema, string expected)
    {
        var document = new SwaggerDocument();

        document.AddV3(Utf8("""{"paths":{"/a":{}},"components":{"schemas":{"A":SCHEMA}}}""".Replace("SCHEMA", schema, StringComparison.Ordinal)));

        Tree(document)["definitions"]!["A"]!.ToJsonString().ShouldBe(expected);
    }

    [Fact]
    public void ToV3_SaysTheSameInTheWordsOfV3()
    {
        var v3 = SwaggerDocument.ToV3(Utf8("""
            {"swagger":"2.0","info":{"title":"t"},
             "paths":{"/a":{"parameters":[{"$ref":"#/parameters/p"}],
               "post":{"operationId":"o","consumes":["application/json","x/y"],"produces":["application/json"],"x-kubernetes-action":"post",
                "parameters":[{"name":"body","in":"body","schema":{"$ref":"#/definitions/A"}},{"name":"q","in":"query","type":"string","uniqueItems":true}],
                "responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/A"}},"401":{"description":"no"}}}}},
             "definitions":{"A":{"type":"object","properties":{"b":{"description":"d","$ref":"#/definitions/B"},"c":{"type":"array","items":{"$ref":"#/definitions/B"}}}}},
             "parameters":{"p":{"name":"p","in":"query","type":"integer"}},
             "securityDefinitions":{"T":{"type":"apiKey","in":"header","name":"authorization"}}}
            """));

        Encoding.UTF8.GetString(v3).ShouldBe(
            """{"openapi":"3.0.0","info":{"title":"t"},"paths":{"/a":{"parameters":[{"$ref":"#/components/parameters/p"}],"post":{"operationId":"o","x-kubernetes-action":"post","parameters":[{"name":"q","in":"query","schema":{"type":"string","uniqueItems":true}}],"requestBody":{"content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}},"x/y":{"schema":{"$ref":"#/components/schemas/A"}}}},"responses":{"200":{"description":"OK","content":{"application/json":{"schema":{"$ref":"#/components/schemas/A"}}}},"401":{"description":"no"}}}}}""" +
            ""","components":{"schemas":{"A":{"type":"object","properties":{"b":{"description":"d","allOf":[{"$ref":"#/components/schemas/B"}]},"c":{"type":"array","items":{"$ref":"#/components/schemas/B"}}}}},"parameters":{"p":{"name":"p","in":"query","schema":{"type":"integer"}}},"securitySchemes":{"T":{"type":"apiKey","in":"header","name":"authorization"}}}}""");
    }

    [Fact]
    public void AddV3_Operation_HasItsBodyAmongTheParameters()
    {
        var tree = BuiltIn();

        var patch = tree["paths"]!["/apis/apps/v1/namespaces/{namespace}/deployments/{name}"]!["patch"]!;
        patch["x-kubernetes-action"]!.GetValue<string>().ShouldBe("patch");
        patch["x-kubernetes-group-version-kind"]!["kind"]!.GetValue<string>().ShouldBe("Deployment");
        patch["consumes"]!.AsArray().Select(t => t!.GetValue<string>()).ShouldContain("application/strategic-merge-patch+json");
        patch["parameters"]![0]!.ToJsonString().ShouldBe(
            """{"name":"body","in":"body","required":true,"schema":{"$ref":"#/definitions/io.k8s.apimachinery.pkg.apis.meta.v1.Patch"}}""");
        var names = patch["parameters"]!.AsArray().Skip(1).Select(p => Resolve(tree, p!)["name"]!.GetValue<string>());
        names.ShouldBe(["dryRun", "fieldManager", "fieldValidation", "force"]);
        Resolve(tree, patch["parameters"]![1]!)["type"]!.GetValue<string>().ShouldBe("string");
        patch["responses"]!["200"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/definitions/io.k8s.api.apps.v1.Deployment");
        tree["paths"]!["/apis/apps/v1/deployments"]!["get"]!["consumes"]!.ToJsonString().ShouldBe("""["*/*"]""");
    }

    [Fact]
    public void AddV3_BuiltInKinds_KeepWhatClientsMergeBy()
    {
        var tree = BuiltIn();

        var containers = tree["definitions"]!["io.k8s.api.core.v1.PodSpec"]!["properties"]!["containers"]!;
        containers["x-kubernetes-patch-merge-key"]!.GetValue<string>().ShouldBe("name");
        containers["x-kubernetes-patch-strategy"]!.GetValue<string>().ShouldBe("merge");
        containers["x-kubernetes-list-type"]!.GetValue<string>().ShouldBe("map");
        tree["definitions"]!["io.k8s.apimachinery.pkg.util.intstr.IntOrString"]!["type"]!.GetValue<string>().ShouldBe("string");
        tree["definitions"]!["io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1"]?["type"]?.GetValue<string>().ShouldBe("object");
    }

    [Fact]
    public void AddV3_BuiltInKinds_ReferToWhatIsThere()
    {
        var tree = BuiltIn();

        foreach (var reference in References(tree))
        {
            Resolve(tree, new JsonObject { ["$ref"] = reference }).ShouldNotBeNull(reference);
        }
    }

    [Fact]
    public void AddV2_DefinitionThatMeansSomethingElse_GetsANameOfItsOwn()
    {
        var document = Document("/a", """{"A":{"type":"string"},"Same":{"type":"integer"},"A_v2":{"type":"number"}}""", "A");

        document.AddV2(Utf8(Swagger("/b", """{"A":{"type":"object","properties":{"b":{"$ref":"#/definitions/A"}}},"Same":{"type":"integer"}}""", "A", "Same")));

        var tree = Tree(document);
        tree["definitions"]!.AsObject().Select(d => d.Key).ShouldBe(["A", "A_v2", "A_v3", "Same"]);
        tree["definitions"]!["A"]!["type"]!.GetValue<string>().ShouldBe("string");
        tree["definitions"]!["A_v3"]!["properties"]!["b"]!["$ref"]!.GetValue<string>().ShouldBe("#/definitions/A_v3");
        tree["paths"]!["/b"]!["get"]!["responses"]!["200"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/definitions/A_v3");
        tree["paths"]!["/a"]!["get"]!["responses"]!["200"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/definitions/A");
    }

    [Fact]
    public void AddV2_DefinitionRenamedBefore_IsUsedAgain()
    {
        var document = Document("/a", """{"A":{"type":"string"}}""", "A");
        document.AddV2(Utf8(Swagger("/b", """{"A":{"type":"integer"}}""", "A")));

        document.AddV2(Utf8(Swagger("/c", """{"A":{"type":"integer"}}""", "A")));

        var tree = Tree(document);
        tree["definitions"]!.AsObject().Select(d => d.Key).ShouldBe(["A", "A_v2"]);
        tree["paths"]!["/c"]!["get"]!["responses"]!["200"]!["schema"]!["$ref"]!.GetValue<string>().ShouldBe("#/definitions/A_v2");
    }

    [Fact]
    public void AddV2_DefinitionOfFurtherKinds_HasThemAll()
    {
        const string Template = """{"A":{"type":"string","x-kubernetes-group-version-kind":[{"group":"G","kind":"O","version":"v1"}]}}""";
        var document = Document("/a", Template.Replace("G", "z", StringComparison.Ordinal), "A");

        document.AddV2(Utf8(Swagger("/b", Template.Replace("G", "b", StringComparison.Ordinal), "A")));

        Tree(document)["definitions"]!["A"]!["x-kubernetes-group-version-kind"]!.ToJsonString()
            .ShouldBe("""[{"group":"b","kind":"O","version":"v1"},{"group":"z","kind":"O","version":"v1"}]""");
    }

    [Fact]
    public void AddV2_PathThatIsThere_StaysAndBringsNoDefinitions()
    {
        var document = Document("/a", """{"A":{"type":"string"}}""", "A");

        document.AddV2(Utf8(Swagger("/a", """{"B":{"type":"string"}}""", "B")));

        Tree(document)["definitions"]!.AsObject().Select(d => d.Key).ShouldBe(["A"]);
    }

    [Fact]
    public void Filter_OtherPaths_AreGoneWithWhatOnlyTheyUsed()
    {
        var json = Swagger("/apis/a/v1/x", """{"A":{"$ref":"#/definitions/Deep"},"Deep":{"type":"string"},"Unused":{"type":"string"}}""", "A")
            .Replace("\"paths\":{", """
                "paths":{"/apis/b/v1/x":{"get":{"responses":{"200":{"schema":{"$ref":"#/definitions/B"}}}}},
                """, StringComparison.Ordinal)
            .Replace("\"definitions\":{", "\"definitions\":{\"B\":{\"type\":\"object\"},", StringComparison.Ordinal);

        var tree = JsonNode.Parse(SwaggerDocument.Filter(Utf8(json), "/apis/a/v1/"))!;

        tree["paths"]!.AsObject().Select(p => p.Key).ShouldBe(["/apis/a/v1/x"]);
        tree["definitions"]!.AsObject().Select(d => d.Key).ShouldBe(["A", "Deep", "Unused"]);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"paths\":{\"/a\":{},\"/a\":{}}}")]
    [InlineData("not json")]
    public void AddV2_WhatIsNoDocument_IsRefused(string json) =>
        Should.Throw<ObjectReadException>(() => new SwaggerDocument().AddV2(Utf8(json)));

    private static JsonNode BuiltIn()
    {
        var document = new SwaggerDocument();
        foreach (var json in BuiltInDocuments.All)
        {
            document.AddV3(json);
        }

        return Tree(document);
    }

    private static SwaggerDocument Document(string path, string definitions, params string[] used)
    {
        var document = new SwaggerDocument();
        document.AddV2(Utf8(Swagger(path, definitions, used)));
        return document;
    }

    private static string Swagger(string path, string definitions, params string[] used)
    {
        var responses = string.Join(',', used.Select((name, i) => $$$"""
            "{{{200 + i}}}":{"schema":{"$ref":"#/definitions/{{{name}}}"}}
            """));
        return $$"""{"swagger":"2.0","paths":{"{{path}}":{"get":{"responses":{ {{responses}} } } } },"definitions":{{definitions}}}""";
    }

    private static JsonNode Resolve(JsonNode tree, JsonNode reference) =>
        reference["$ref"]!.GetValue<string>().Split('/').Skip(1).Aggregate(tree, (node, name) => node[name].ShouldNotBeNull(name));

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject obj => obj.SelectMany(p => p.Key is "$ref" && p.Value is JsonValue text ? [text.GetValue<string>()] : References(p.Value)),
        JsonArray list => list.SelectMany(References),
        _ => [],
    };

    private static JsonNode Tree(SwaggerDocument document) => JsonNode.Parse(document.ToJson("v1"))!;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);
}

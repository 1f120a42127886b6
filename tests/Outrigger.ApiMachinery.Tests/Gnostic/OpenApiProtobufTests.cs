using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Gnostic;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Swagger;
using Outrigger.ApiMachinery.Tests.OpenApi;

namespace Outrigger.ApiMachinery.Tests.Gnostic;

public sealed class OpenApiProtobufTests
{
    [Fact]
    public void FromV3_Schema_HasEveryMemberAtItsNumber()
    {
        var schema = V3Schema("""
            {"type":"object","description":"d","nullable":true,"required":["a",""],"minimum":0,"maximum":2.5,"maxLength":7,"enum":["x",1],
             "properties":{"a":{"$ref":"#/components/schemas/B","description":"r"}},"additionalProperties":false,"items":{"type":"string"},
             "default":"z","x-kubernetes-list-type":"set","unheard-of":1}
            """);

        schema.Text(25).ShouldBe("object");
        schema.Text(34).ShouldBe("d");
        schema.Value(1).ShouldBe(1L);
        schema.Texts(23).ShouldBe(["a", ""]);
        schema.All(13).ShouldBeEmpty("zero is left out");
        schema.Value(11).ShouldBe(2.5);
        schema.Value(15).ShouldBe(7L);
        schema.Messages(24).Select(e => e.Text(2)).ShouldBe(["x\n", "1\n"]);
        var reference = schema.In(31).Named(1)["a"].In(2);
        (reference.Text(1), reference.Text(3)).ShouldBe(("#/components/schemas/B", "r"));
        schema.In(32).Value(2).ShouldBe(0L, "false is said, not left out");
        schema.In(30, 1, 1).Text(25).ShouldBe("string");
        schema.In(33).Text(3).ShouldBe("z");
        schema.Named(36)["x-kubernetes-list-type"].Text(2).ShouldBe("set\n");
    }

    [Theory]
    [InlineData("0", 1, 0.0)]
    [InlineData("false", 2, 0L)]
    public void FromV3_DefaultThatIsZero_IsThere(string json, int number, object expected) =>
        V3Schema($$"""{"default":{{json}}}""").In(33).Value(number).ShouldBe(expected);

    [Fact]
    public void FromV3_DefaultThatIsNoScalar_IsEmpty() => V3Schema("""{"default":{}}""").In(33).Numbers.ShouldBeEmpty();

    [Fact]
    public void FromV2_Parameters_AreOfTheirKind()
    {
        var document = new WireMessage(OpenApiProtobuf.FromV2("""
            {"swagger":"2.0","paths":{"/a":{"patch":{"parameters":[{"in":"body","name":"body","schema":{"type":"object"}},{"$ref":"#/parameters/p"},
            {"in":"path","name":"n","required":true,"type":"string"}],"responses":{"200":{"description":"OK","schema":{"$ref":"#/definitions/A"}}},
            "x-kubernetes-group-version-kind":{"group":"","version":"v1","kind":"A"}}}},"parameters":{"p":{"in":"query","name":"dryRun","type":"string"}}}
            """u8.ToArray()));

        var patch = document.In(8).Named(2)["/a"].In(8);
        var parameters = patch.Messages(8).ToList();
        parameters[0].In(1, 1).Text(2).ShouldBe("body");
        parameters[0].In(1, 1, 5, 22).Text(1).ShouldBe("object");
        parameters[1].In(2).Text(1).ShouldBe("#/parameters/p");
        parameters[2].In(1, 2, 4).Text(4).ShouldBe("n");
        patch.In(9).Named(1)["200"].In(1, 2, 1).Text(1).ShouldBe("#/definitions/A");
        patch.Named(13)["x-kubernetes-group-version-kind"].Text(2).ShouldBe("group: \"\"\nkind: A\nversion: v1\n");
        document.In(10).Named(1)["p"].In(2, 3).Text(4).ShouldBe("dryRun");
    }

    [Fact]
    public void FromV3_EveryBuiltInDocument_HasWhatTheJsonHas()
    {
        foreach (var json in BuiltInDocuments.All)
        {
            var tree = JsonNode.Parse(json)!;
            var document = new WireMessage(OpenApiProtobuf.FromV3(json));

            document.In(4).Named(1).Keys.ShouldBe(tree["paths"]!.AsObject().Select(p => p.Key));
            var schemas = document.In(5, 1).Named(1);
            schemas.Count.ShouldBe(tree["components"]!["schemas"]!.AsObject().Count);
            foreach (var (name, schema) in tree["components"]!["schemas"]!.AsObject())
            {
                var message = schemas[name].In(1);
                message.Text(34).ShouldBe(schema!["description"]?.GetValue<string>(), name);
                var properties = message.Messages(31).SelectMany(p => p.Named(1)).ToDictionary();
                properties.Keys.ShouldBe(schema["properties"]?.AsObject().Select(p => p.Key) ?? [], name);
                foreach (var (property, value) in schema["properties"]?.AsObject() ?? [])
                {
                    properties[property].In(1).Text(25).ShouldBe(value!["type"]?.GetValue<string>(), $"{name}.{property}");
                }
            }
        }
    }

    [Fact]
    public void FromV2_AllBuiltInKinds_AreThere()
    {
        var swagger = new SwaggerDocument();
        foreach (var json in BuiltInDocuments.All)
        {
            swagger.AddV3(json);
        }

        var whole = swagger.ToJson("v1");
        var tree = JsonNode.Parse(whole)!;
        var document = new WireMessage(OpenApiProtobuf.FromV2(whole));

        document.Text(1).ShouldBe("2.0");
        document.In(8).Named(2).Keys.ShouldBe(tree["paths"]!.AsObject().Select(p => p.Key));
        var definitions = document.In(9).Named(1);
        definitions.Keys.ShouldBe(tree["definitions"]!.AsObject().Select(p => p.Key));
        definitions["io.k8s.api.apps.v1.Deployment"].Named(31)["x-kubernetes-group-version-kind"].Text(2)
            .ShouldBe("- group: apps\n  kind: Deployment\n  version: v1\n");
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"openapi\":")]
    [InlineData("{\"openapi\":\"\\ud800\"}")]
    [InlineData("{\"openapi\":\"3\",\"openapi\":\"3\"}")]
    public void FromV3_WhatIsNoDocument_IsRefused(string json) =>
        Should.Throw<ObjectReadException>(() => OpenApiProtobuf.FromV3(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void FromV3_MembersOfAnotherType_AreLeftOut() =>
        V3Schema("""{"type":7,"required":"a","properties":[1],"items":5,"enum":"x","maxLength":1.5,"not":true}""").Text(25).ShouldBeNull();

    private static WireMessage V3Schema(string schema) => new WireMessage(OpenApiProtobuf.FromV3(
        Encoding.UTF8.GetBytes("""{"openapi":"3.0.0","components":{"schemas":{"A":SCHEMA}}}""".Replace("SCHEMA", schema, StringComparison.Ordinal)))).In(5, 1).Named(1)["A"].In(1);
}

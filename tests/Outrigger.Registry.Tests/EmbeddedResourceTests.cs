using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Objects;
using Shouldly;

namespace Outrigger.Registry.Tests;

public sealed class EmbeddedResourceTests
{
    private const int Many = 2_000;
    private static readonly string LongKey = new('k', 200_000);

    [Fact]
    public void Check_ManyObjectsBelowALongKey_WritesNoPaths()
    {
        var obj = Nested();
        var errors = new List<FieldError>();
        var before = GC.GetAllocatedBytesForCurrentThread();

        EmbeddedResources.Check(obj, Schema(embedded: false), errors);

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(10_000_000, "a path for each takes gigabytes");
        errors.ShouldBeEmpty();
    }

    [Fact]
    public void Check_ManyFaultyObjectsBelowALongKey_TellsOfSome()
    {
        var errors = new List<FieldError>();

        EmbeddedResources.Check(Nested(), Schema(embedded: true), errors);

        errors.Count.ShouldBeInRange(2, 10);
        errors[0].Field.ShouldBe($"m[{LongKey}].list[0].apiVersion");
    }

    private static JsonObject Nested() => new()
    {
        ["m"] = new JsonObject
        {
            [LongKey] = new JsonObject { ["list"] = new JsonArray([.. Enumerable.Range(0, Many).Select(_ => (JsonNode)new JsonObject())]) },
        },
    };

    private static Schema Schema(bool embedded) => Object(("m", new Schema
    {
        Type = SchemaType.Map,
        Element = Object(("list", new Schema { Type = SchemaType.List, Element = new Schema { Type = SchemaType.Object, EmbeddedResource = embedded } })),
    }));

    private static Schema Object(params (string Name, Schema Schema)[] fields) => new()
    {
        Type = SchemaType.Object,
        Fields = [.. fields.Select(f => new SchemaField { Name = f.Name, Schema = f.Schema })],
    };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Rules;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;
using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Rules on objects with long fields and keys: what they take grows with the object.</summary>
public sealed class LongFieldTests
{
    private const int Items = 20_000;

    private static readonly Schema Number = new() { Type = SchemaType.Integer };

    [Theory]
    [InlineData("byte", "A", "self.items.all(i, self.text != b'')")]
    [InlineData("duration", "1ns", "self.items.all(i, self.text > duration('0s'))")]
    public void Validate_ALongTextThatIsUsedForEachItem_IsDecodedOnce(string format, string part, string rule)
    {
        const int Length = 400_000;
        var schema = new Schema
        {
            Type = SchemaType.Object,
            Fields =
            [
                new SchemaField { Name = "text", Schema = new Schema { Type = SchemaType.String, Format = format } },
                new SchemaField { Name = "items", Schema = new Schema { Type = SchemaType.List, Element = Number } },
            ],
            Rules = [new SchemaRule(rule)],
        };

        // decoded for each item, this would be gigabytes
        Allocated(schema, new JsonObject { ["text"] = string.Concat(Enumerable.Repeat(part, Length)), ["items"] = Numbers() })
            .ShouldBeLessThan(500_000_000);
    }

    [Fact]
    public void Validate_ManyValuesBelowALongKey_WritesNoPathOfThem()
    {
        var item = new Schema { Type = SchemaType.Integer, Rules = [new SchemaRule("self >= 0")] };
        var schema = new Schema { Type = SchemaType.Map, Element = new Schema { Type = SchemaType.List, Element = item } };

        Allocated(schema, new JsonObject { [new string('k', 100_000)] = Numbers() }).ShouldBeLessThan(500_000_000);
    }

    private static JsonArray Numbers() => new([.. Enumerable.Range(0, Items).Select(n => JsonValue.Create(n))]);

    private static long Allocated(Schema schema, JsonObject obj)
    {
        var errors = new List<FieldError>();
        var before = GC.GetAllocatedBytesForCurrentThread();
        new RuleValidator(schema).Validate(obj, null, errors, _ => { });
        errors.ShouldBeEmpty();
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Rules;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;
using Shouldly;
using Xunit;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Rules that were tightened: what did not change only warns.</summary>
public sealed class RatchetingTests
{
    private static readonly Schema Root = new()
    {
        Type = SchemaType.Object,
        Fields =
        [
            new SchemaField
            {
                Name = "items",
                Schema = new Schema { Type = SchemaType.List, Element = new Schema { Type = SchemaType.Integer, Rules = [new SchemaRule("self > 0")] } },
            },
        ],
    };

    [Fact]
    public void Validate_ManyItemsOfAListThatDidNotChange_ComparesTheListOnce()
    {
        // compared for each item, this would be 10 billion comparisons
        const int Items = 100_000;
        var warnings = new List<string>();
        var errors = new List<FieldError>();

        new RuleValidator(Root).Validate(Obj(Items), Obj(Items), errors, warnings.Add);

        errors.ShouldBeEmpty();
        warnings.Count.ShouldBe(Items);
    }

    [Fact]
    public void Validate_AnItemOfTheListChanged_AllAreErrors()
    {
        var errors = new List<FieldError>();

        new RuleValidator(Root).Validate(Obj(3), Obj(4), errors, _ => { });

        errors.Count.ShouldBe(3);
    }

    private static JsonObject Obj(int items) => new() { ["items"] = new JsonArray([.. Enumerable.Repeat(0, items).Select(n => JsonValue.Create(n))]) };
}

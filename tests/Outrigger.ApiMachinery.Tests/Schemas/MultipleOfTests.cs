using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Tests.Schemas;

public sealed class MultipleOfTests
{
    [Theory]
    [InlineData("0.3", 0.1, true)]
    [InlineData("0.35", 0.1, false)]
    [InlineData("1.1", 0.01, true)]
    [InlineData("7", 7, true)]
    [InlineData("7.5", 2.5, true)]
    [InlineData("8", 7, false)]
    [InlineData("9007199254740993", 2, false)]
    [InlineData("9007199254740994", 2, true)]
    [InlineData("0", 0.1, true)]
    public void Validate_Number_IsAMultipleAsKubernetesReckons(string number, double factor, bool fits)
    {
        var schema = new Schema { Type = SchemaType.Number, Constraints = new() { MultipleOf = factor } };
        var errors = new List<FieldError>();

        SchemaValidator.Validate(new JsonObject { ["n"] = JsonNode.Parse(number) }, Root(schema), "", errors);

        errors.Count.ShouldBe(fits ? 0 : 1);
    }

    private static Schema Root(Schema number) => new() { Type = SchemaType.Object, Fields = [new SchemaField { Name = "n", Schema = number }] };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Cel.Programs;
using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;
using Shouldly;

namespace Outrigger.ApiMachinery.Tests.Cel;

/// <summary>Short forms for tests of expressions.</summary>
internal static class CelRunner
{
    private const string Object = """
        {"a":1,"f":1.5,"s":"hé","list":[3,1,2],"map":{"x":1,"y":2},"nothing":null,"deep":{"er":{"name":"n"}},
         "items":[{"name":"a","port":80},{"name":"b","port":443}]}
        """;

    public static CelEnvironment Environment { get; } = CelEnvironment.Kubernetes.With(
        new KeyValuePair<string, CelType>("object", CelType.Dyn),
        new KeyValuePair<string, CelType>("n", CelType.Int),
        new KeyValuePair<string, CelType>("names", CelType.List(CelType.String)));

    public static CelVariables Variables { get; } = new CelVariables()
        .Set("object", JsonValues.Of(JsonNode.Parse(Object)))
        .Set("n", CelValue.FromInt(7))
        .Set("names", CelValue.FromList(CelValue.FromString("a"), CelValue.FromString("b")));

    public static CelValue Evaluate(string expression, CelBudget? budget = null)
    {
        var compiled = Environment.Compile(expression);
        compiled.Issues.ToString().ShouldBe("");
        return compiled.Program.ShouldNotBeNull().Evaluate(Variables, budget ?? new CelBudget());
    }

    public static string Issues(string expression) => Environment.Compile(expression).Issues.ToString();
}

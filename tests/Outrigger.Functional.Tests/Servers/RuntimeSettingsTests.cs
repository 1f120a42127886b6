using System.Text.Json.Nodes;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>What the runtime is told of executables that are servers, of the repository and of those who use the library alike.</summary>
public sealed class RuntimeSettingsTests
{
    [Theory]
    [InlineData("outrigger")]
    [InlineData("WidgetApiServer")]
    public void Executable_CollectsEarly_OnLargeProcessorsToo(string name)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, $"{name}.runtimeconfig.json"));
        var properties = JsonNode.Parse(text)!["runtimeOptions"]!["configProperties"]!;
        ((int?)properties["System.GC.Gen0MaxBudget"]).ShouldBe(16 << 20);
    }
}

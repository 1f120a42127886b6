namespace Outrigger.Testing.Tests;

/// <summary>What the runtime is told of a test process that uses the package.</summary>
public sealed class RuntimeSettingsTests
{
    [Fact]
    public void TestProcess_MakesNoProfiles() =>
        (AppContext.TryGetSwitch("System.Runtime.TieredPGO", out var makes) && !makes).ShouldBeTrue();
}

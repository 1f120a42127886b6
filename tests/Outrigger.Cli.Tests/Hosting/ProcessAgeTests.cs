using Outrigger.Cli.Hosting;

namespace Outrigger.Cli.Tests.Hosting;

public sealed class ProcessAgeTests
{
    private static readonly DateTimeOffset Started = DateTimeOffset.FromUnixTimeMilliseconds(10_000);

    [Theory]
    [InlineData(null, 10_000)]
    [InlineData("45000", 45_000)]
    [InlineData("9000", 10_000)]
    [InlineData("soon", 10_000)]
    [InlineData("99999999999999999", 10_000)]
    public void Begin_IsTheStart_UnlessItBuiltFirst(string? builtAt, long began) =>
        ProcessAge.Begin(Started, builtAt).ToUnixTimeMilliseconds().ShouldBe(began);
}

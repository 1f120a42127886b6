using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Tests.Metadata;

public sealed class GoDurationTests
{
    [Theory]
    [InlineData(0, "0s")]
    [InlineData(1, "1ns")]
    [InlineData(1_500, "1.5µs")]
    [InlineData(998_000_000, "998ms")]
    [InlineData(15_091_000_000, "15.091s")]
    [InlineData(60_000_000_000, "1m0s")]
    [InlineData(3_600_000_000_000, "1h0m0s")]
    [InlineData(5_025_500_000_000, "1h23m45.5s")]
    [InlineData(-1_500_000_000, "-1.5s")]
    [InlineData(long.MaxValue, "2562047h47m16.854775807s")]
    [InlineData(long.MinValue, "-2562047h47m16.854775808s")]
    public void Format_OfNanoseconds_IsGosText(long nanoseconds, string text) => GoDuration.Format(nanoseconds).ShouldBe(text);

    [Theory]
    [InlineData("0", 0L)]
    [InlineData("1h23m45.5s", 5_025_500_000_000L)]
    [InlineData("250ms", 250_000_000L)]
    [InlineData("1.5µs", 1_500L)]
    [InlineData("1us", 1_000L)]
    [InlineData("7ns", 7L)]
    [InlineData("", null)]
    [InlineData("10", null)]
    [InlineData("s", null)]
    [InlineData("1x", null)]
    [InlineData("1.2.3s", null)]
    [InlineData("2562048h", null)]
    [InlineData("99999999999999999999h", null)]
    [InlineData("2562047h99999999999999999999ns", null)]
    [InlineData("2562047.5h", 9_223_371_000_000_000_000L)]
    [InlineData("9223372036854775807ns", long.MaxValue)]
    public void ParseNanoseconds_OfAText_IsTheDurationOrNull(string text, long? nanoseconds) => GoDuration.ParseNanoseconds(text).ShouldBe(nanoseconds);
}

using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>T-34 patch-bomb, and every other way to fill a body with many small things: nothing takes quadratic time.</summary>
public sealed class WideObjectTests(SharedServer fixture, ITestOutputHelper output) : IClassFixture<SharedServer>
{
    private const long MostMemory = 1L << 30;

    public static TheoryData<HostileCase> Cases => [.. Corpus.Blocks("wide.http").Select(Parse)];

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Write_OfManySmallThings_IsAnsweredInTime(HostileCase hostile)
    {
        var answer = await fixture.MeasureAsync(hostile, MostMemory, output);
        answer.Code.ShouldBeOneOf(200, 201, 400, 409, 413, 422, 500);
    }

    private static HostileCase Parse(string block)
    {
        var line = block.IndexOf('\n', StringComparison.Ordinal);
        var words = block[..line].Split(' ', 4);
        return HostileCase.Of(words[3], words[0], words[1], words[2], HostileBodies.Expand(block[(line + 1)..]));
    }
}

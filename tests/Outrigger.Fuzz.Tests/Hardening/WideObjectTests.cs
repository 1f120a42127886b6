using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Hardening;

/// <summary>T-34 patch-bomb, and every other way to fill a body with many small things: nothing takes quadratic time.</summary>
public sealed class WideObjectTests(SharedServer fixture, ITestOutputHelper output) : IClassFixture<SharedServer>
{
    // All that is allocated on the way, for bodies at the limit of 3 MiB.
    private const long MostMemory = 3L << 29;

    // Bodies that are good, only large, take what their size takes.
    private const int Seconds = 3;

    public static TheoryData<HostileCase> Patches => [.. Corpus.Blocks("wide.http").Select(Parse).Where(c => c.Request.Method == "PATCH")];

    public static TheoryData<HostileCase> Objects => [.. Corpus.Blocks("wide.http").Select(Parse).Where(c => c.Request.Method == "POST")];

    [Theory]
    [MemberData(nameof(Patches))]
    public Task Patch_OfManySmallThings_IsAnsweredInTime(HostileCase hostile) => AnsweredAsync(hostile);

    [Theory]
    [Trait("category", "full")]
    [MemberData(nameof(Objects))]
    public Task Create_OfManySmallThings_IsAnsweredInTime(HostileCase hostile) => AnsweredAsync(hostile);

    private async Task AnsweredAsync(HostileCase hostile)
    {
        var answer = await fixture.MeasureAsync(hostile, MostMemory, output, Seconds);
        answer.Code.ShouldBeOneOf(200, 201, 400, 409, 413, 422, 500);
    }

    private static HostileCase Parse(string block)
    {
        var line = block.IndexOf('\n', StringComparison.Ordinal);
        var words = block[..line].Split(' ', 4);
        return HostileCase.Of(words[3], words[0], words[1], words[2], HostileBodies.Expand(block[(line + 1)..]));
    }
}

using System.Globalization;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests;

/// <summary>
/// Whatever is sent: no failure of the server, no answer later than a second, every refusal a Status. A failure prints seed and number;
/// FUZZ_SEED, FUZZ_FIRST and FUZZ_COUNT run them again.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Short = 10_000;
    private const int Long = 1_000_000;

    [Fact]
    public async Task Send_SampleAsItIs_IsAnsweredInOrder()
    {
        await using var server = await FuzzServer.StartAsync();
        foreach (var request in Corpus.All)
        {
            var answer = await server.SendAsync(request);
            AnswerRules.Broken(request, answer).ShouldBeNull($"{request}\n{answer.Code} {answer.Text}");
            output.WriteLine($"{answer.Code} {request.Method} {request.Target} {(answer.Code >= 400 ? answer.Text : "")}");
        }

        server.Errors.Take().ShouldBeEmpty();
    }

    [Fact]
    public Task Send_TenThousandMutations_AreAnsweredInOrder() => RunAsync(Variable("FUZZ_COUNT", Short));

    [Fact]
    [Trait("category", "full")]
    public Task Send_AMillionMutations_AreAnsweredInOrder() => RunAsync(Variable("FUZZ_COUNT", Long));

    private async Task RunAsync(int count)
    {
        var run = new FuzzRun(Variable("FUZZ_SEED", 1));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await run.RunAsync(Variable("FUZZ_FIRST", 0), count);

        output.WriteLine($"{run.Summary}; slowest {run.Slowest.TotalMilliseconds:0} ms");
        run.Failures.ShouldBeEmpty();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(200L << 20);
    }

    private static int Variable(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), CultureInfo.InvariantCulture, out var value) ? value : otherwise;
}

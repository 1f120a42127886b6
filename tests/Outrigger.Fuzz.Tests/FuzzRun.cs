using System.Diagnostics;
using Outrigger.Fuzz.Tests.Hosting;
using Outrigger.Fuzz.Tests.Mutation;
using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests;

/// <summary>Sends many mutated requests and gathers what went wrong.</summary>
/// <param name="seed">Of the run; printed with every failure.</param>
internal sealed class FuzzRun(int seed)
{
    // A fresh server now and then, so that a long run is not about one that is full.
    private const int PerServer = 25_000;
    private const int MostFailures = 20;
    private const int AlikeLength = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    private readonly List<string> failures = [];
    private readonly HashSet<string> seen = new(StringComparer.Ordinal);
    private readonly SortedDictionary<int, int> codes = [];

    /// <summary>One entry for each request that was answered wrongly, with how to send it again.</summary>
    public IReadOnlyList<string> Failures => failures;

    /// <summary>How long the slowest request took.</summary>
    public TimeSpan Slowest { get; private set; }

    /// <summary>How many answers had which status code.</summary>
    public string Summary => string.Join(' ', codes.Select(c => $"{c.Key}:{c.Value}"));

    public async Task RunAsync(int first, int count)
    {
        for (var next = first; next < first + count; next += PerServer)
        {
            await using var server = await FuzzServer.StartAsync();
            var mutator = new RequestMutator([.. Corpus.All, .. await ProtobufSamples.ReadAsync(server)], seed);
            for (var number = next; number < Math.Min(next + PerServer, first + count) && failures.Count < MostFailures; number++)
            {
                await OneAsync(server, mutator.Make(number), number);
            }
        }
    }

    private async Task OneAsync(FuzzServer server, FuzzRequest request, int number)
    {
        try
        {
            var answer = await server.SendAsync(request);
            codes[answer.Code] = codes.GetValueOrDefault(answer.Code) + 1;
            var took = answer.Took;
            for (var again = 0; took > Limit && again < 2; again++)
            {
                // The machine may have been busy: slow is what is slow every time.
                took = (await server.SendAsync(request)).Took;
            }

            Slowest = took > Slowest ? took : Slowest;
            var broken = AnswerRules.Broken(request, answer) ?? (took > Limit ? $"it took {took.TotalSeconds:0.0} s" : null);
            if (broken is not null)
            {
                Fail(number, request, $"{broken}\n{answer.Code} {answer.ContentType} {answer.Text}");
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Fail(number, request, $"the pipeline threw {e}");
        }

        if (server.Errors.Take() is { Count: > 0 } errors)
        {
            Fail(number, request, $"the server logged {string.Join('\n', errors)}");
        }
    }

    // The first of those that look alike.
    private void Fail(int number, FuzzRequest request, string what)
    {
        var looks = string.Concat(what.Where(c => !char.IsAsciiHexDigit(c)).Take(AlikeLength));
        if (seen.Add(looks))
        {
            failures.Add($"seed {seed}, request {number}: {what}\n{request}\n");
        }
    }
}

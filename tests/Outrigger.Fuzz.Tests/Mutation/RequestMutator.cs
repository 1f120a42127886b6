using Outrigger.Fuzz.Tests.Requests;

namespace Outrigger.Fuzz.Tests.Mutation;

/// <summary>Makes the request of a number: the same number makes the same request.</summary>
/// <param name="samples">What there is to start from.</param>
/// <param name="seed">Of the run.</param>
internal sealed class RequestMutator(IReadOnlyList<FuzzRequest> samples, int seed)
{
    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "get", "QUERY"];

    public FuzzRequest Make(int number)
    {
        var random = new Random(unchecked((seed * 1_000_003) + number));
        var request = ByteMutator.Pick(random, samples);
        do
        {
            request = random.Next(20) switch
            {
                < 7 => request with { Body = JsonMutator.Mutate(random, request.Body) ?? ByteMutator.Mutate(random, request.Body) },
                < 11 => request with { Body = ByteMutator.Mutate(random, request.Body) },
                < 15 => request with { Target = TargetMutator.Mutate(random, request.Target) },
                15 => request.With("Accept", MediaType(random)),
                16 => request.With("Content-Type", MediaType(random)),
                17 => request.With(ByteMutator.Pick(random, Words.Headers), ByteMutator.Pick(random, Words.HeaderValues)),
                18 => request with { Method = ByteMutator.Pick(random, Methods) },
                _ => Crossed(random, request),
            };
        }
        while (random.Next(3) == 0);

        return request;
    }

    // The body of one request sent to the address of another.
    private FuzzRequest Crossed(Random random, FuzzRequest request)
    {
        var other = ByteMutator.Pick(random, samples);
        return request with { Target = other.Target, Method = other.Method };
    }

    private static string MediaType(Random random)
    {
        var type = ByteMutator.Pick(random, Words.MediaTypes);
        return random.Next(4) == 0 ? $"{type}{ByteMutator.Pick(random, [",", ";", "; ", "q=1"])}{ByteMutator.Pick(random, Words.MediaTypes)}" : type;
    }
}

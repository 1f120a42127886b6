using System.Globalization;

namespace Outrigger.Bench;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions
{
    public const string Usage = """
        usage: bench [--kubeconfig FILE | --compare FILE FILE] [options]
          --work LIST         of get, list, create, update, patch, apply, delete, watch, aggregated; default all but the last
          --connections LIST  requests under way at a time; default 1,32
          --objects LIST      sizes of the store; default 1000
          --bytes N           of data in an object; default 500
          --http LIST         of 1.1, 2; default 1.1
          --seconds N         for each measurement; default 5
          --watchers N        default 100
          --rate N            writes a second for the watchers; default 100
          --aggregated PATH   what to GET through the aggregator
          --pids LIST         of the server processes on this machine, for their processor time and memory
          --json FILE         writes all readings
        """;

    public required IReadOnlyList<string> Kubeconfigs { get; init; }

    public IReadOnlyList<string> Work { get; init; } = ["get", "list", "create", "update", "patch", "apply", "delete", "watch"];

    public IReadOnlyList<int> Connections { get; init; } = [1, 32];

    public IReadOnlyList<int> Objects { get; init; } = [1000];

    public int Bytes { get; init; } = 500;

    public IReadOnlyList<string> Http { get; init; } = ["1.1"];

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(5);

    public int Watchers { get; init; } = 100;

    public int Rate { get; init; } = 100;

    public string Aggregated { get; init; } = "";

    public IReadOnlyList<int> Pids { get; init; } = [];

    public string Json { get; init; } = "";

    /// <summary>Null when they cannot be understood.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        try
        {
            var options = new BenchOptions { Kubeconfigs = [] };
            for (var i = 0; i < args.Length; i++)
            {
                options = args[i] is "--compare"
                    ? options with { Kubeconfigs = [args[++i], args[++i]] }
                    : options.With(args[i], args[++i]);
            }

            return options.Kubeconfigs.Count > 0 ? options : null;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--kubeconfig" => this with { Kubeconfigs = [value] },
        "--work" => this with { Work = value.Split(',') },
        "--connections" => this with { Connections = Numbers(value) },
        "--objects" => this with { Objects = [.. Numbers(value).Order()] },
        "--bytes" => this with { Bytes = Number(value) },
        "--http" => this with { Http = value.Split(',') },
        "--seconds" => this with { Time = TimeSpan.FromSeconds(Number(value)) },
        "--watchers" => this with { Watchers = Number(value) },
        "--rate" => this with { Rate = Number(value) },
        "--aggregated" => this with { Aggregated = value, Work = [.. Work, "aggregated"] },
        "--pids" => this with { Pids = Numbers(value) },
        "--json" => this with { Json = value },
        _ => throw new FormatException(name),
    };

    private static int[] Numbers(string list) => [.. list.Split(',').Select(Number)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

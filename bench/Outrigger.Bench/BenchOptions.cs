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
          --seconds N         for each measurement; default 6
          --rounds N          that it is cut into, servers and limits in turn; default 3
          --warm-up N         seconds of the same work before, unmeasured; default 3
          --watchers N        default 100
          --rate N            writes a second for the watchers; default 100
          --aggregated PATH   what to GET through the aggregator
          --direct URL        the same at the extension server itself, with the same credentials
          --sqlite DIR        also measures what SQLite itself commits there, 32 rows of 1 KiB at a time
          --pids LIST         of the server processes on this machine, for their processor time and memory; of one server, all count
          --json FILE         writes all readings

        or:    bench --process EXECUTABLE [--objects LIST] [--rounds N]
          how fast outrigger starts and how much memory it takes, empty and with so many objects of 1 KiB
        """;

    public IReadOnlyList<string> Kubeconfigs { get; init; } = [];

    /// <summary>The executable whose start is measured instead.</summary>
    public string Process { get; init; } = "";

    public IReadOnlyList<string> Work { get; init; } = ["get", "list", "create", "update", "patch", "apply", "delete", "watch"];

    public IReadOnlyList<int> Connections { get; init; } = [1, 32];

    public IReadOnlyList<int> Objects { get; init; } = [1000];

    public int Bytes { get; init; } = 500;

    public IReadOnlyList<string> Http { get; init; } = ["1.1"];

    public TimeSpan Time { get; init; } = TimeSpan.FromSeconds(6);

    public int Rounds { get; init; } = 3;

    public TimeSpan WarmUp { get; init; } = TimeSpan.FromSeconds(3);

    public int Watchers { get; init; } = 100;

    public int Rate { get; init; } = 100;

    public string Aggregated { get; init; } = "";

    public Uri? Direct { get; init; }

    public string Sqlite { get; init; } = "";

    public IReadOnlyList<int> Pids { get; init; } = [];

    public string Json { get; init; } = "";

    /// <summary>The processes of one of the servers: all when there is one server, as an aggregated request is answered by two.</summary>
    public IReadOnlyList<int> PidsOf(int server) => Kubeconfigs.Count == 1 ? Pids : [.. Pids.Skip(server).Take(1)];

    /// <summary>Null when they cannot be understood.</summary>
    public static BenchOptions? Parse(string[] args)
    {
        try
        {
            var options = new BenchOptions();
            for (var i = 0; i < args.Length; i++)
            {
                options = args[i] is "--compare"
                    ? options with { Kubeconfigs = [args[++i], args[++i]] }
                    : options.With(args[i], args[++i]);
            }

            return options.Kubeconfigs.Count > 0 != options.Process.Length > 0 ? options : null;
        }
        catch (Exception e) when (e is IndexOutOfRangeException or FormatException)
        {
            return null;
        }
    }

    private BenchOptions With(string name, string value) => name switch
    {
        "--kubeconfig" => this with { Kubeconfigs = [value] },
        "--process" => this with { Process = value },
        "--work" => this with { Work = value.Split(',') },
        "--connections" => this with { Connections = Numbers(value) },
        "--objects" => this with { Objects = [.. Numbers(value).Order()] },
        "--bytes" => this with { Bytes = Number(value) },
        "--http" => this with { Http = value.Split(',') },
        "--seconds" => this with { Time = TimeSpan.FromSeconds(Number(value)) },
        "--rounds" => this with { Rounds = Math.Max(1, Number(value)) },
        "--warm-up" => this with { WarmUp = TimeSpan.FromSeconds(Number(value)) },
        "--watchers" => this with { Watchers = Number(value) },
        "--rate" => this with { Rate = Number(value) },
        "--aggregated" => this with { Aggregated = value, Work = [.. Work.Except(["aggregated"]), "aggregated"] },
        "--direct" => this with { Direct = new Uri(value) },
        "--sqlite" => this with { Sqlite = value },
        "--pids" => this with { Pids = Numbers(value) },
        "--json" => this with { Json = value },
        _ => throw new FormatException(name),
    };

    private static int[] Numbers(string list) => [.. list.Split(',').Select(Number)];

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

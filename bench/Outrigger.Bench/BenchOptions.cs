using System.Globalization;

namespace Outrigger.Bench;

/// <summary>What to measure.</summary>
internal sealed record BenchOptions(string Kubeconfig, TimeSpan Time, int Connections, int Objects)
{
    public static BenchOptions? Parse(string[] args)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < args.Length; i += 2)
        {
            values[args[i]] = args[i + 1];
        }

        return values.TryGetValue("--kubeconfig", out var kubeconfig) && args.Length % 2 == 0
            ? new BenchOptions(
                kubeconfig,
                TimeSpan.FromSeconds(Number(values, "--seconds", 5)),
                Number(values, "--connections", 32),
                Number(values, "--objects", 10_000))
            : null;
    }

    private static int Number(Dictionary<string, string> values, string name, int byDefault) =>
        values.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : byDefault;
}

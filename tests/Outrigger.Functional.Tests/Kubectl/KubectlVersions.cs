using Outrigger.Cli.Demo.Processes;
using Outrigger.Functional.Tests.Commands;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>The kubectl versions that every row is run with.</summary>
internal static class KubectlVersions
{
    /// <summary>Those that every run has: the oldest and the newest that are promised.</summary>
    public static readonly IReadOnlyList<string> Usual = ["1.27", "1.33"];

    /// <summary>Those that a full run has besides.</summary>
    public static readonly IReadOnlyList<string> Further = ["1.28", "1.29", "1.30", "1.31", "1.32", "1.34"];

    /// <summary>
    /// The executable of a version: <c>kubectl.VERSION</c> in the folder of the KUBECTL_DIR variable, on the PATH, beside gcloud, or among
    /// the test tools.
    /// </summary>
    public static string PathOf(string version)
    {
        var name = $"kubectl.{version}";
        var named = Environment.GetEnvironmentVariable("KUBECTL_DIR") is { Length: > 0 } folder ? Path.Combine(folder, name) : null;
        return named is not null && File.Exists(named)
            ? named
            : Programs.Find(name) ?? TestTools.Find(name) ?? throw new InvalidOperationException(
                $"{name} is missing: put it on the PATH or into the folder that KUBECTL_DIR names (https://dl.k8s.io/release/v{version}.0/bin/linux/amd64/kubectl)");
    }
}

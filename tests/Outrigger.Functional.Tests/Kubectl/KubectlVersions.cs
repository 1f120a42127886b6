using Outrigger.Cli.Demo.Processes;

namespace Outrigger.Functional.Tests.Kubectl;

/// <summary>The kubectl versions that every row is run with.</summary>
internal static class KubectlVersions
{
    public static readonly IReadOnlyList<string> All = ["1.27", "1.30", "1.33"];

    /// <summary>
    /// The executable of a version: <c>kubectl.VERSION</c> in the folder of the KUBECTL_DIR variable, on the PATH, or beside gcloud.
    /// </summary>
    public static string PathOf(string version)
    {
        var name = $"kubectl.{version}";
        var named = Environment.GetEnvironmentVariable("KUBECTL_DIR") is { Length: > 0 } folder ? Path.Combine(folder, name) : null;
        return named is not null && File.Exists(named)
            ? named
            : Programs.Find(name) ?? throw new InvalidOperationException(
                $"{name} is missing: put it on the PATH or into the folder that KUBECTL_DIR names (https://dl.k8s.io/release/v{version}.0/bin/linux/amd64/kubectl)");
    }
}

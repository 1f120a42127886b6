using System.Reflection;
using System.Runtime.InteropServices;

namespace Outrigger.Server.Health;

/// <summary>What /version says: the Kubernetes API that is spoken, and our own version as build metadata.</summary>
public static class ServerVersion
{
    /// <summary>The Kubernetes minor version whose API is served.</summary>
    public const string Major = "1";

    /// <summary>See <see cref="Major"/>.</summary>
    public const string Minor = "36";

    /// <summary>Our own version, for example <c>0.1.0</c>.</summary>
    public static string Own { get; } =
        typeof(ServerVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    /// <summary>For example <c>v1.36.0+outrigger.0.1.0</c>: semantic versioning ignores what follows the plus.</summary>
    public static string GitVersion { get; } = $"v{Major}.{Minor}.0+outrigger.{Own}";

    /// <summary>For example <c>linux/amd64</c>, in Go's words.</summary>
    public static string Platform { get; } = $"{System()}/{Architecture()}";

    private static string System() =>
        OperatingSystem.IsWindows() ? "windows" : OperatingSystem.IsMacOS() ? "darwin" : "linux";

    private static string Architecture() => RuntimeInformation.ProcessArchitecture switch
    {
        global::System.Runtime.InteropServices.Architecture.X64 => "amd64",
        global::System.Runtime.InteropServices.Architecture.X86 => "386",
        var other => other.ToString().ToLowerInvariant(),
    };
}

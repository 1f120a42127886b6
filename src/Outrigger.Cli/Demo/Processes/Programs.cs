using System.Reflection;
using Outrigger.Cli.Files;

namespace Outrigger.Cli.Demo.Processes;

/// <summary>Finds the executables that the demo starts.</summary>
internal static class Programs
{
    private const string WidgetServerName = "WidgetApiServer";

    /// <summary>The command that starts this program again.</summary>
    public static IReadOnlyList<string> Own()
    {
        var executable = Path.Combine(AppContext.BaseDirectory, typeof(Programs).Assembly.GetName().Name ?? "");
        return File.Exists(executable) ? [executable] : ["dotnet", $"{executable}.dll"];
    }

    /// <summary>The Widget server: beside this executable, else where the repository builds it.</summary>
    public static string WidgetServer()
    {
        var folder = AppContext.BaseDirectory;
        string[] places =
        [
            Path.Combine(folder, WidgetServerName),
            Path.Combine(folder, "samples", WidgetServerName, WidgetServerName),
            .. typeof(Programs).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
                .Where(a => a.Key == WidgetServerName)
                .Select(a => Path.GetFullPath(Path.Combine(folder, a.Value ?? ""))),
        ];
        return places.FirstOrDefault(File.Exists) ?? throw new StartupException(
            $"the Widget server is not built ({places[^1]} is missing): build it with ./outrigger, or with dotnet build samples/WidgetApiServer -c Release");
    }

    /// <summary>The full path of a command on the PATH, or beside gcloud, which brings kubectl along; null when there is none.</summary>
    public static string? Find(string command)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var found = folders.Select(f => Path.Combine(f, command)).FirstOrDefault(File.Exists);
        if (found is not null || command == "gcloud" || Find("gcloud") is not { } gcloud)
        {
            return found;
        }

        var target = File.ResolveLinkTarget(gcloud, returnFinalTarget: true)?.FullName ?? gcloud;
        var beside = Path.Combine(Path.GetDirectoryName(target) ?? "", command);
        return File.Exists(beside) ? beside : null;
    }
}

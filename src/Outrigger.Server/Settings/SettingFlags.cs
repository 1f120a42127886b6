using Outrigger.Server.Flags;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Settings;

/// <summary>The flags of <see cref="ServerSettings"/>, by section of the help.</summary>
public static class SettingFlags
{
    /// <summary>Graceful shutdown.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> Shutdown { get; } =
        [.. ShutdownFlags.All.Select(f => f.In<ServerSettings>(s => s.Shutdown, (s, o) => s with { Shutdown = o }))];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> All { get; } = [.. Shutdown];

    /// <summary>Reads flags that were given as name (without dashes) and value; what is wrong is added to the problems.</summary>
    public static ServerSettings Read(IEnumerable<KeyValuePair<string, string>> given, ICollection<string> problems)
    {
        var settings = new ServerSettings();
        foreach (var (name, value) in given)
        {
            settings = All.First(f => f.Name == name).TryApply(settings, value, problems);
        }

        return settings;
    }
}

using Outrigger.Server.Audit;
using Outrigger.Server.Flags;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Lifecycle;

namespace Outrigger.Server.Settings;

/// <summary>The flags of <see cref="ServerSettings"/>, by section of the help.</summary>
public static class SettingFlags
{
    /// <summary>Graceful shutdown.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> Shutdown { get; } =
        [.. ShutdownFlags.All.Select(f => f.In<ServerSettings>(s => s.Shutdown, (s, o) => s with { Shutdown = o }))];

    /// <summary>The audit log.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> Audit { get; } =
        [.. AuditFlags.All.Select(f => f.In<ServerSettings>(s => s.Audit, (s, o) => s with { Audit = o }))];

    /// <summary>Priority and fairness.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> FlowControl { get; } =
        [.. FlowControlFlags.All.Select(f => f.In<ServerSettings>(s => s.FlowControl, (s, o) => s with { FlowControl = o }))];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerFlag<ServerSettings>> All { get; } = [.. Shutdown, .. Audit, .. FlowControl];

    /// <summary>Reads flags that were given as name (without dashes) and value; what is wrong is added to the problems.</summary>
    public static ServerSettings Read(IEnumerable<KeyValuePair<string, string>> given, ICollection<string> problems)
    {
        var settings = new ServerSettings();
        foreach (var (name, value) in given)
        {
            settings = All.First(f => f.Name == name).TryApply(settings, value, problems);
        }

        Check(settings, problems);
        return settings;
    }

    /// <summary>Adds what is wrong with settings that do not fit together, or with the files that they name.</summary>
    public static void Check(ServerSettings settings, ICollection<string> problems)
    {
        AuditLog.Check(settings.Audit, problems);
        FlowControlFlags.Check(settings.FlowControl, problems);
    }
}

using Outrigger.Storage.Tests.Power;
using Outrigger.Storage.Tests.Sqlite;
using Xunit.Runner.InProc.SystemConsole;

namespace Outrigger.Storage.Tests;

/// <summary>The test program; with a path in the environment it is the process that tests kill, or whose disk they watch.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(CrashChild.PathVariable) is { } path)
        {
            await CrashChild.RunAsync(path);
            return 1;
        }

        if (Environment.GetEnvironmentVariable(PowerChild.PathVariable) is { } recorded)
        {
            await PowerChild.RunAsync(recorded);
            return 0;
        }

        return await ConsoleRunner.Run(args);
    }
}

using Outrigger.Storage.Tests.Sqlite;
using Xunit.Runner.InProc.SystemConsole;

namespace Outrigger.Storage.Tests;

/// <summary>The test program; with a path in the environment it is the process that the crash tests kill.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (Environment.GetEnvironmentVariable(CrashChild.PathVariable) is { } path)
        {
            await CrashChild.RunAsync(path);
            return 1;
        }

        return await ConsoleRunner.Run(args);
    }
}

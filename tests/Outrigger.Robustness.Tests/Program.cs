using Outrigger.Robustness.Tests.Serving;
using Xunit.Runner.InProc.SystemConsole;

namespace Outrigger.Robustness.Tests;

/// <summary>The tests; with <c>serve</c> the server that faults strike.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args)
    {
        if (args is ["serve", ..])
        {
            await ServerProgram.RunAsync(ServerSettings.Parse(args));
            return 0;
        }

        return await ConsoleRunner.Run(args);
    }
}

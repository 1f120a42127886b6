using Xunit.Runner.InProc.SystemConsole;

namespace Outrigger.Robustness.Tests;

/// <summary>The tests; with <c>serve</c> the server that faults strike, with <c>run</c> the long run by hand.</summary>
internal static class Program
{
    public static async Task<int> Main(string[] args) => args switch
    {
        _ => await ConsoleRunner.Run(args),
    };
}

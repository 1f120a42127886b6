namespace Outrigger.Functional.Tests.Commands;

/// <summary>What eng/test-tools.sh installs for the tests.</summary>
internal static class TestTools
{
    /// <summary>The folder: the OUTRIGGER_TEST_TOOLS variable, else outrigger-test-tools in the user's cache.</summary>
    public static string Folder { get; } = Environment.GetEnvironmentVariable("OUTRIGGER_TEST_TOOLS") is { Length: > 0 } named
        ? named
        : Path.Combine(
            Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache ? cache : Path.Combine(Home(), ".cache"),
            "outrigger-test-tools");

    /// <summary>The path of a file or folder there; null when it is missing.</summary>
    public static string? Find(string name) => Path.Combine(Folder, name) is var path && Path.Exists(path) ? path : null;

    /// <summary>The path of a file or folder there; fails with what to do when it is missing.</summary>
    public static string PathOf(string name) =>
        Find(name) ?? throw new InvalidOperationException($"{Path.Combine(Folder, name)} is missing: eng/test-tools.sh installs it, ./test.sh runs that");

    private static string Home() => Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}

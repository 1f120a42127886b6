namespace Outrigger.Cli.Users;

/// <summary>What <c>user add</c> was asked for.</summary>
/// <param name="Name">The user name.</param>
/// <param name="Groups">In order.</param>
/// <param name="DataDirectory">The server's data directory.</param>
/// <param name="Kubeconfig">The file to add the user to; null for a file of its own.</param>
/// <param name="Force">Allow the group system:masters, and replace what is there.</param>
internal sealed record UserRequest(string Name, IReadOnlyList<string> Groups, string DataDirectory, string? Kubeconfig, bool Force)
{
    /// <summary>Where the authority is when it is not in the data directory.</summary>
    public string? PkiDirectory { get; init; }
}

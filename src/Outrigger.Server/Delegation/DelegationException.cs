namespace Outrigger.Server.Delegation;

/// <summary>An extension server cannot work with the main server: every problem with the command that mends it.</summary>
public sealed class DelegationException(IReadOnlyList<string> problems) : Exception(string.Join(Environment.NewLine, problems))
{
    /// <summary>One text a problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

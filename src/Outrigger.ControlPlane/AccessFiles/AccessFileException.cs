namespace Outrigger.ControlPlane.AccessFiles;

/// <summary>A configuration file that cannot be used: every problem, with the field.</summary>
public sealed class AccessFileException(IReadOnlyList<string> problems) : Exception(string.Join("; ", problems))
{
    /// <summary>One text a problem.</summary>
    public IReadOnlyList<string> Problems { get; } = problems;
}

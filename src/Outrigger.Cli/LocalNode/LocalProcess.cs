namespace Outrigger.Cli.LocalNode;

/// <summary>A process of this machine that is shown as a pod.</summary>
/// <param name="Id">The number that the operating system gave it.</param>
/// <param name="Program">The file that runs, in small letters.</param>
/// <param name="Started">When it started.</param>
internal sealed record LocalProcess(int Id, string Program, DateTimeOffset Started)
{
    /// <summary>The pod's name on a node; unlike those of a kubelet's it holds the process's number, for a program may run more than once.</summary>
    public string PodName(string node) => $"{Program}-{Id}-{node}";
}

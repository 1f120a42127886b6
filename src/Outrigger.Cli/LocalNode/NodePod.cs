namespace Outrigger.Cli.LocalNode;

/// <summary>A process and its Pod.</summary>
/// <param name="Process">The process.</param>
/// <param name="Name">The Pod's name.</param>
/// <param name="Uid">Its uid.</param>
internal sealed record NodePod(LocalProcess Process, string Name, string Uid);

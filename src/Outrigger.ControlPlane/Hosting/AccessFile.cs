namespace Outrigger.ControlPlane.Hosting;

/// <summary>A configuration file that is read again when it changes.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Text">What it said when it was read.</param>
public sealed record AccessFile(string Path, string Text);

namespace Outrigger.Architecture.Tests;

/// <summary>A C# file, its path relative to the repository.</summary>
internal sealed record SourceFile(string Path, string[] Lines)
{
    /// <summary>The project's folder name below src.</summary>
    public string Project => Path.Split('/')[1];

    /// <summary>The namespace that the file declares; empty when none.</summary>
    public string Namespace =>
        Lines.FirstOrDefault(l => l.StartsWith("namespace ", StringComparison.Ordinal))?["namespace ".Length..].TrimEnd(';', ' ') ?? "";
}

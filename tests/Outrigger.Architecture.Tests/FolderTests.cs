namespace Outrigger.Architecture.Tests;

/// <summary>Inside a project, folders import each other in one direction only.</summary>
public sealed class FolderTests
{
    [Fact]
    public void Namespaces_FollowFolders() =>
        Repository.Sources("src")
            .Where(f => f.Namespace.Length > 0 && f.Namespace != Expected(f))
            .Select(f => $"{f.Path}: {f.Namespace}, not {Expected(f)}")
            .ShouldBeEmpty();

    [Fact]
    public void Folders_ImportEachOtherInOneDirection()
    {
        var edges = Repository.Sources("src").SelectMany(Edges).ToHashSet();
        edges.Where(e => string.CompareOrdinal(e.From, e.To) < 0 && edges.Contains((e.To, e.From)))
            .Select(e => $"{e.From} <-> {e.To}")
            .ShouldBeEmpty();
    }

    private static string Expected(SourceFile file) =>
        string.Join('.', Path.GetDirectoryName(file.Path)!.Split('/')[1..]);

    private static IEnumerable<(string From, string To)> Edges(SourceFile file)
    {
        var own = Folder(file.Namespace, file.Project);
        foreach (var line in file.Lines.Where(l => l.StartsWith("using ", StringComparison.Ordinal)))
        {
            var imported = line["using ".Length..].TrimEnd(';');
            if (imported.StartsWith(file.Project + ".", StringComparison.Ordinal) && Folder(imported, file.Project) is var other && other != own)
            {
                yield return (own, other);
            }
        }
    }

    // the folder directly below the project, so that parts of one feature may know each other
    private static string Folder(string ns, string project)
    {
        var rest = ns.Length > project.Length ? ns[(project.Length + 1)..] : "";
        return $"{project}/{rest.Split('.')[0]}";
    }
}

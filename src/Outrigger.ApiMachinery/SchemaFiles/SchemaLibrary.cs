using System.Reflection;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>
/// The schema files of a server and what they describe. Files are added first, then <see cref="Freeze"/> ends that; from then on
/// it never changes and any thread may read it.
/// </summary>
public sealed class SchemaLibrary
{
    private const string MetaAlias = "meta.v1";

    private readonly Dictionary<string, SchemaFile> byAlias = new(StringComparer.Ordinal);
    private readonly List<SchemaFile> files = [];
    private IReadOnlyList<KindDefinition>? kinds;
    private bool frozen;

    /// <summary>The files, in the order in which they were added.</summary>
    public IReadOnlyList<SchemaFile> Files => files;

    /// <summary>Every kind of every file that is a resource of its own.</summary>
    public IReadOnlyList<KindDefinition> Kinds => kinds ??= [.. files.SelectMany(f => f.Kinds).Where(k => k.Plural.Length > 0)];

    /// <summary>A library with the files that are embedded in this assembly (meta.k8s.io/v1) and in <paramref name="assemblies"/>.</summary>
    public static SchemaLibrary Load(params ReadOnlySpan<Assembly> assemblies)
    {
        var library = new SchemaLibrary();
        library.AddEmbedded(typeof(SchemaLibrary).Assembly);
        foreach (var assembly in assemblies)
        {
            library.AddEmbedded(assembly);
        }

        return library.Freeze();
    }

    /// <summary>Adds every embedded resource of an assembly whose name ends in <c>.schema</c>.</summary>
    public void AddEmbedded(Assembly assembly)
    {
        foreach (var name in assembly.GetManifestResourceNames())
        {
            if (name.EndsWith(".schema", StringComparison.Ordinal))
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                SchemaFile.Parse(stream, this);
            }
        }
    }

    /// <summary>No file can be added any more.</summary>
    public SchemaLibrary Freeze()
    {
        frozen = true;
        return this;
    }

    /// <summary>
    /// The kind, or null when no file has it. Kinds that are only bodies of subresources (Scale, Eviction, TokenRequest) have no plural.
    /// </summary>
    public KindDefinition? FindKind(GroupVersionKind kind) =>
        FindFile(kind)?.FindKind(kind.Kind);

    /// <summary>The type with this OpenAPI name (<c>io.k8s.api.core.v1.Pod</c>), or null.</summary>
    public Schema? FindType(string name)
    {
        var dot = name.LastIndexOf('.');
        if (dot < 0)
        {
            return null;
        }

        foreach (var file in Files)
        {
            if (name.AsSpan(0, dot).SequenceEqual(file.Package))
            {
                return file.FindType(name[(dot + 1)..]);
            }
        }

        return null;
    }

    /// <summary>
    /// The type of a body: a kind, its list, or one of the types that every group-version shares
    /// (Status, DeleteOptions and the other options); null when there is none.
    /// </summary>
    public Schema? FindBody(GroupVersionKind kind) =>
        FindFile(kind)?.FindType(kind.Kind)
        ?? (byAlias.TryGetValue(MetaAlias, out var meta) ? meta.FindType(kind.Kind) : null);

    internal void Add(SchemaFile file)
    {
        if (frozen)
        {
            throw new InvalidOperationException($"the library is frozen; {file.Alias} comes too late");
        }

        if (!byAlias.TryAdd(file.Alias, file))
        {
            throw new InvalidOperationException($"two schema files for {file.GroupVersion}");
        }

        files.Add(file);
    }

    // Some twenty files: comparing two texts for each is no slower than a table, and needs no code to be compiled at start.
    private SchemaFile? FindFile(GroupVersionKind kind)
    {
        foreach (var file in files)
        {
            if (string.Equals(file.GroupVersion.Group, kind.Group, StringComparison.Ordinal)
                && string.Equals(file.GroupVersion.Version, kind.Version, StringComparison.Ordinal))
            {
                return file;
            }
        }

        return null;
    }

    /// <summary>The type that a file refers to: a short name of its own, or <c>ALIAS.NAME</c> of another file.</summary>
    internal Schema Resolve(ReadOnlySpan<char> token, SchemaFile from)
    {
        var dot = token.LastIndexOf('.');
        var file = dot < 0 ? from : byAlias.GetValueOrDefault(token[..dot].ToString());
        return file?.FindType(token[(dot + 1)..].ToString())
            ?? throw new FormatException($"{from.Alias} refers to the type '{token}', which no file has");
    }
}

using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>
/// The types and kinds of one group-version, read from a schema file (docs/schema-files.md). Only an index is made at first;
/// a type is read when somebody asks for it.
/// </summary>
public sealed class SchemaFile
{
    private readonly string text;
    private readonly Dictionary<string, int> typeOffsets;
    private readonly Lock gate = new();
    private readonly Dictionary<string, Schema> types = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<KindDefinition>> kinds;

    private SchemaFile(string text, SchemaLibrary library)
    {
        this.text = text;
        Library = library;
        var header = new SchemaLine(LineAt(text, FindHeader(text)));
        header.Next();
        var group = header.NextText();
        GroupVersion = new(group is "core" ? "" : group, header.NextText());
        Package = header.NextText();
        typeOffsets = Index(text);
        kinds = new(() => SchemaKindReader.Read(this.text, this));
    }

    /// <summary>The group-version that the file describes.</summary>
    public GroupVersion GroupVersion { get; }

    /// <summary>What stands before the name of a type in OpenAPI: <c>io.k8s.api.core.v1</c>.</summary>
    public string Package { get; }

    /// <summary>How other files refer to it: the last two parts of the package.</summary>
    public string Alias => Package[(Package.LastIndexOf('.', Package.LastIndexOf('.') - 1) + 1)..];

    /// <summary>The kinds, in the order of the file.</summary>
    public IReadOnlyList<KindDefinition> Kinds => kinds.Value;

    /// <summary>The short names of the types.</summary>
    public IReadOnlyCollection<string> TypeNames => typeOffsets.Keys;

    internal SchemaLibrary Library { get; }

    /// <summary>Reads a file and adds it to the library.</summary>
    /// <exception cref="FormatException">The text is no schema file.</exception>
    public static SchemaFile Parse(string text, SchemaLibrary library)
    {
        var file = new SchemaFile(text, library);
        library.Add(file);
        return file;
    }

    /// <inheritdoc cref="Parse(string, SchemaLibrary)"/>
    public static SchemaFile Parse(Stream stream, SchemaLibrary library)
    {
        using var reader = new StreamReader(stream);
        return Parse(reader.ReadToEnd(), library);
    }

    /// <summary>The kind with this name, or null.</summary>
    public KindDefinition? FindKind(string name)
    {
        // At most twenty; comparing texts is cheaper than a table for each file.
        foreach (var kind in Kinds)
        {
            if (string.Equals(kind.Kind.Kind, name, StringComparison.Ordinal))
            {
                return kind;
            }
        }

        return null;
    }

    /// <summary>The type with this short name (<c>PodSpec</c>), or null.</summary>
    public Schema? FindType(string name)
    {
        if (!typeOffsets.TryGetValue(name, out var offset))
        {
            return null;
        }

        lock (gate)
        {
            if (!types.TryGetValue(name, out var schema))
            {
                schema = SchemaTypeReader.ReadHead(text, offset, this);
                types.Add(name, schema);
            }

            return schema;
        }
    }

    internal static ReadOnlySpan<char> LineAt(string text, int offset)
    {
        var rest = text.AsSpan(offset);
        var end = rest.IndexOf('\n');
        return end < 0 ? rest : rest[..end];
    }

    internal static int NextLine(string text, int offset)
    {
        var end = text.IndexOf('\n', offset);
        return end < 0 ? text.Length : end + 1;
    }

    private static int FindHeader(string text)
    {
        var at = text.StartsWith("group ", StringComparison.Ordinal) ? 0 : text.IndexOf("\ngroup ", StringComparison.Ordinal) + 1;
        return at > 0 || text.StartsWith("group ", StringComparison.Ordinal)
            ? at
            : throw new FormatException("a schema file needs a line that begins with 'group'");
    }

    private static Dictionary<string, int> Index(string text)
    {
        const string mark = "\ntype ";
        var offsets = new Dictionary<string, int>(StringComparer.Ordinal);
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        while (at >= 0)
        {
            var line = new SchemaLine(LineAt(text, at + 1));
            line.Next();
            if (!offsets.TryAdd(line.NextText(), at + 1))
            {
                throw new FormatException($"two types of one name: {LineAt(text, at + 1)}");
            }

            at = text.IndexOf(mark, at + 1, StringComparison.Ordinal);
        }

        return offsets;
    }
}

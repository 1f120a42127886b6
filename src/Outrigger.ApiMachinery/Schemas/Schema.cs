using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>
/// The one model of what a value may be, for built-in, typed and custom kinds. Defaulting, pruning, validation, patches,
/// server-side apply, protobuf and OpenAPI all read it. Immutable once built; recursive types refer to themselves.
/// </summary>
public sealed class Schema
{
    private Dictionary<string, int>? byName;
    private Dictionary<int, SchemaField>? byNumber;
    private IReadOnlyList<SchemaField>? fields;
    private SchemaField[]? wireZeros;

    public required SchemaType Type { get; init; }

    /// <summary>The type's name in OpenAPI, for example <c>io.k8s.api.core.v1.Pod</c>; null for anonymous schemas.</summary>
    public string? Name { get; init; }

    /// <summary>OpenAPI's format: <c>int32</c>, <c>int64</c>, <c>double</c>, <c>byte</c>, <c>date-time</c> …</summary>
    public string? Format { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>An object's fields in the order in which they are written. Settable while a recursive type is being built.</summary>
    public IReadOnlyList<SchemaField> Fields
    {
        get => fields ?? LoadFields();
        set => fields = value;
    }

    private Dictionary<string, int> Names =>
        byName ??= Fields.Select((f, i) => (f, i)).Where(p => !p.f.Inline).ToDictionary(p => p.f.Name, p => p.i, StringComparer.Ordinal);

    /// <summary>The texts, times, numbers, truth values and messages that stand in protobuf even when they are not set.</summary>
    internal ReadOnlySpan<SchemaField> WireZeros => wireZeros ??=
        [.. Fields.Where(f => f is { ProtobufNumber: > 0, Pointer: false, Inline: false } && f.Schema.Type is
            SchemaType.String or SchemaType.Time or SchemaType.MicroTime or SchemaType.Integer or SchemaType.Boolean or SchemaType.Object)];

    /// <summary>Where the fields come from when they are first asked for; so types that nobody uses cost nothing.</summary>
    public Func<IReadOnlyList<SchemaField>>? FieldSource { get; init; }

    /// <summary>The schema of a list's items or a map's values.</summary>
    public Schema? Element { get; set; }

    /// <summary>How server-side apply merges a list.</summary>
    public ListType ListType { get; init; }

    /// <summary>Whether <see cref="ListType"/> was said and is not just the default; OpenAPI shows only what was said.</summary>
    public bool ListTypeStated { get; init; }

    /// <summary>The keys of a list of type map.</summary>
    public IReadOnlyList<string> ListMapKeys { get; init; } = [];

    /// <summary>An object or map that server-side apply replaces as a whole.</summary>
    public bool AtomicMap { get; init; }

    /// <summary>Fields that no schema names are kept (x-kubernetes-preserve-unknown-fields).</summary>
    public bool PreserveUnknownFields { get; init; }

    /// <summary>The value is a whole object with apiVersion, kind and metadata (x-kubernetes-embedded-resource).</summary>
    public bool EmbeddedResource { get; init; }

    /// <summary>Whether null is a value of its own (custom and typed kinds; built-in kinds drop every null).</summary>
    public bool Nullable { get; init; }

    /// <summary>The default of the value where no field gives one (list items, map values, the root).</summary>
    public JsonNode? Default { get; init; }

    /// <summary>How the value looks in protobuf where the type does not decide it.</summary>
    public WireShape WireShape { get; init; }

    /// <summary>What the value must satisfy in Kubernetes' expression language.</summary>
    public IReadOnlyList<SchemaRule> Rules { get; init; } = [];

    /// <summary>What the value must satisfy; null for nothing.</summary>
    public SchemaConstraints? Constraints { get; init; }

    /// <summary>Finds a field by its JSON name.</summary>
    public SchemaField? Find(string name) => IndexOf(name) is >= 0 and var index ? Fields[index] : null;

    /// <inheritdoc cref="Find(string)"/>
    internal SchemaField? Find(ReadOnlySpan<char> name) =>
        Names.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var at) ? Fields[at] : null;

    /// <summary>Finds a field by its protobuf number.</summary>
    internal SchemaField? Find(int protobufNumber)
    {
        byNumber ??= Fields.Where(f => f.ProtobufNumber > 0).ToDictionary(f => f.ProtobufNumber);
        return byNumber.GetValueOrDefault(protobufNumber);
    }

    /// <summary>The place of a field in <see cref="Fields"/> by its JSON name; -1 when there is none.</summary>
    internal int IndexOf(string name) => Names.TryGetValue(name, out var at) ? at : -1;

    // Two threads may both load; the first result stays, so that a field is one object for all.
    private IReadOnlyList<SchemaField> LoadFields()
    {
        if (FieldSource is null)
        {
            return [];
        }

        var loaded = FieldSource();
        return Interlocked.CompareExchange(ref fields, loaded, null) ?? loaded;
    }
}

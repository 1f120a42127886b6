namespace Outrigger.ApiMachinery.Cel.Types;

/// <summary>
/// A type of the expression language (CEL language definition, "Values" and "Gradual type checking"). Immutable; equal when kind, name and
/// parameters are.
/// </summary>
public sealed class CelType : IEquatable<CelType>
{
    private const string OptionalName = "optional_type";
    private readonly ICelFields? fields;

    private CelType(CelKind kind, string name, IReadOnlyList<CelType> parameters, ICelFields? fields = null)
    {
        Kind = kind;
        Name = name;
        Parameters = parameters;
        this.fields = fields;
    }

    public static CelType Dyn { get; } = new(CelKind.Dyn, "dyn", []);

    public static CelType Error { get; } = new(CelKind.Error, "error", []);

    public static CelType Null { get; } = new(CelKind.Null, "null_type", []);

    public static CelType Bool { get; } = new(CelKind.Bool, "bool", []);

    public static CelType Int { get; } = new(CelKind.Int, "int", []);

    public static CelType Uint { get; } = new(CelKind.Uint, "uint", []);

    public static CelType Double { get; } = new(CelKind.Double, "double", []);

    public static CelType String { get; } = new(CelKind.String, "string", []);

    public static CelType Bytes { get; } = new(CelKind.Bytes, "bytes", []);

    public static CelType Timestamp { get; } = new(CelKind.Timestamp, "google.protobuf.Timestamp", []);

    public static CelType Duration { get; } = new(CelKind.Duration, "google.protobuf.Duration", []);

    /// <summary>A list of anything: also the runtime type of every list.</summary>
    public static CelType AnyList { get; } = List(Dyn);

    /// <summary>A map of anything: also the runtime type of every map.</summary>
    public static CelType AnyMap { get; } = Map(Dyn, Dyn);

    /// <summary>The type of types.</summary>
    public static CelType Type { get; } = new(CelKind.Type, "type", []);

    /// <summary>What decides how values of the type are used.</summary>
    public CelKind Kind { get; }

    /// <summary>The runtime name, as <c>type(x)</c> shows it: <c>int</c>, <c>list</c>, <c>google.protobuf.Timestamp</c>.</summary>
    public string Name { get; }

    /// <summary>The types that this one is made with; empty for most.</summary>
    public IReadOnlyList<CelType> Parameters { get; }

    /// <summary>Whether the type is <c>optional_type(T)</c>.</summary>
    public bool IsOptional => Kind == CelKind.Opaque && Name is OptionalName;

    /// <summary>Whether values of the type are checked when they are used only.</summary>
    internal bool IsDynOrError => Kind is CelKind.Dyn or CelKind.Error;

    public static CelType List(CelType element) => new(CelKind.List, "list", [element]);

    public static CelType Map(CelType key, CelType value) => new(CelKind.Map, "map", [key, value]);

    public static CelType Optional(CelType value) => new(CelKind.Opaque, OptionalName, [value]);

    /// <summary>The type of a type.</summary>
    public static CelType TypeOf(CelType type) => new(CelKind.Type, "type", [type]);

    /// <summary>An object type; without <paramref name="fields"/> it has none that an expression may select.</summary>
    public static CelType Struct(string name, ICelFields? fields = null) => new(CelKind.Struct, name, [], fields);

    public static CelType Opaque(string name, params IReadOnlyList<CelType> parameters) => new(CelKind.Opaque, name, parameters);

    /// <summary>A variable of a function's declaration.</summary>
    public static CelType Parameter(string name) => new(CelKind.Parameter, name, []);

    /// <summary>The declared type of a field of an object type; null when it has no such field.</summary>
    public CelType? FindField(string name) => fields?.Find(name);

    /// <summary>The same type with other parameters.</summary>
    internal CelType With(IReadOnlyList<CelType> parameters) => new(Kind, Name, parameters, fields);

    public bool Equals(CelType? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is null || Kind != other.Kind || Name != other.Name || Parameters.Count != other.Parameters.Count)
        {
            return false;
        }

        for (var i = 0; i < Parameters.Count; i++)
        {
            if (!Parameters[i].Equals(other.Parameters[i]))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as CelType);

    public override int GetHashCode() => HashCode.Combine(Kind, Name, Parameters.Count);

    /// <summary>As messages show the type: <c>list(int)</c>, <c>map(string, dyn)</c>, <c>timestamp</c>.</summary>
    public override string ToString() => Kind switch
    {
        CelKind.Duration => "duration",
        CelKind.Timestamp => "timestamp",
        CelKind.Null => "null",
        CelKind.Error => "!error!",
        _ => Parameters.Count == 0 ? Name : $"{Name}({string.Join(", ", Parameters)})",
    };
}

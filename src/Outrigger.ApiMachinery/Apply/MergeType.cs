using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// How server-side apply treats a value: its schema, seen as structured-merge-diff sees it. Values that no schema describes are
/// maps that merge, and lists and scalars that are replaced.
/// </summary>
internal readonly struct MergeType
{
    private readonly Schema? schema;
    private readonly bool open;
    private readonly bool frozen;

    private MergeType(Schema? schema, bool open, bool frozen)
    {
        this.schema = schema;
        this.open = open;
        this.frozen = frozen;
    }

    /// <summary>A value that no schema describes.</summary>
    public static MergeType Free => default;

    /// <summary>A value within a list that no schema describes: replaced as a whole, maps too.</summary>
    public static MergeType Frozen => new(null, open: false, frozen: true);

    /// <summary>What a scalar must be; Any for one of no particular type.</summary>
    public SchemaType ScalarType => schema?.Type ?? SchemaType.Any;

    /// <summary>A string whose format says that it is not just text; its type is not checked.</summary>
    public bool HasFormat => schema?.Format is { Length: > 0 } and not "byte";

    /// <summary>The keys of list items; empty for sets.</summary>
    public IReadOnlyList<string> ListKeys => schema is { ListType: ListType.Map } ? schema.ListMapKeys : [];

    private bool IsFree => schema is null || schema.Type is SchemaType.Any or SchemaType.IntOrString;

    /// <summary>Whether a map or object may be one of fields alone, so that keys it does not know are refused.</summary>
    private bool IsClosed => schema is { Type: SchemaType.Object, Fields.Count: > 0 } && !open && !schema.PreserveUnknownFields;

    private Shapes Allowed => IsFree ? Shapes.Any : schema!.Type switch
    {
        SchemaType.Object or SchemaType.Map => Shapes.Map,
        SchemaType.List => Shapes.List,
        _ => Shapes.Scalar,
    };

    /// <summary>The type of values of a schema.</summary>
    public static MergeType Of(Schema schema) => new(schema, open: false, frozen: schema.Type == SchemaType.Any && IsRaw(schema));

    /// <summary>What a value is treated as: its own shape when that is allowed; else, and for null, all that are.</summary>
    public Shapes Resolve(JsonNode? node)
    {
        var own = node switch
        {
            null => Shapes.None,
            JsonObject => Shapes.Map,
            JsonArray => Shapes.List,
            _ => Shapes.Scalar,
        };
        return (Allowed & own) != 0 ? own : Allowed;
    }

    /// <summary>The shape that comes first of several.</summary>
    public static Shapes First(Shapes shapes) =>
        (shapes & Shapes.Map) != 0 ? Shapes.Map : (shapes & Shapes.Scalar) != 0 ? Shapes.Scalar : Shapes.List;

    /// <summary>Whether a value of the shape is replaced as a whole.</summary>
    public bool IsAtomic(Shapes shape) => shape switch
    {
        Shapes.Map => frozen || schema is { AtomicMap: true },
        Shapes.List => IsFree || schema!.ListType == ListType.Atomic,
        _ => true,
    };

    /// <summary>Whether nothing is known of the value but that it may be a map; its ownership is never reconciled with a schema.</summary>
    public bool IsUntypedMap => IsFree || (schema is { Type: SchemaType.Object, Fields.Count: 0, Element: null } && !schema.AtomicMap);

    /// <summary>The type of a field or map value; null for a field that the schema does not have and does not allow.</summary>
    /// <param name="name">The field or key.</param>
    /// <param name="declared">Whether it is a named field.</param>
    public MergeType? Child(string name, out bool declared)
    {
        declared = false;
        if (schema is null || schema.Type == SchemaType.IntOrString)
        {
            return frozen ? Frozen : Free;
        }

        if (schema.Type is SchemaType.Object or SchemaType.Any && schema.WireShape == WireShape.Plain && schema.Find(name) is { } field)
        {
            declared = true;
            return Under(field.Schema);
        }

        if (schema.Element is { } element && schema.Type is SchemaType.Map or SchemaType.Object)
        {
            return Under(element);
        }

        return IsClosed ? null : frozen ? Frozen : Free;
    }

    /// <summary>The type of list items.</summary>
    public MergeType Item() => schema is { Type: SchemaType.List, Element: { } element } ? Under(element) : Frozen;

    /// <summary>What stands for a key that a list item leaves out; null for nothing.</summary>
    public JsonNode? KeyDefault(string key)
    {
        if (schema?.Element?.Find(key) is not { } field)
        {
            return null;
        }

        // A field that is always written has its zero value as a default in Kubernetes' own OpenAPI.
        return field.Default ?? (field.AlwaysWritten && field.Zero is JsonValue zero ? zero : null);
    }

    // Fields that an ancestor keeps are kept all the way down, but a named type starts anew.
    private MergeType Under(Schema child) =>
        new(child, child.Name is null && (open || schema!.PreserveUnknownFields), child.Type == SchemaType.Any && IsRaw(child));

    // RawExtension: an object of another kind, nothing of which is merged.
    private static bool IsRaw(Schema schema) => schema is { WireShape: WireShape.Raw, PreserveUnknownFields: true };
}

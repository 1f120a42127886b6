namespace Outrigger.ApiMachinery.Schemas;

/// <summary>The names that Go's decoder has for types; they stand in its error messages.</summary>
internal static class GoNames
{
    /// <summary>The name of a struct without its package: <c>PodSpec</c>.</summary>
    public static string Of(Schema schema) => schema.Name is { } name ? name[(name.LastIndexOf('.') + 1)..] : "object";

    /// <summary>A type as it is written in a struct: <c>int32</c>, <c>[]v1.Container</c>, <c>map[string]string</c>.</summary>
    public static string Of(Schema schema, Schema owner) => schema.Type switch
    {
        SchemaType.Object => Package(schema.Name ?? owner.Name) + Of(schema),
        SchemaType.List => "[]" + Of(schema.Element!, owner),
        SchemaType.Map => "map[string]" + Of(schema.Element!, owner),
        SchemaType.Integer => schema.Format ?? "int64",
        SchemaType.Number => "float64",
        SchemaType.Boolean => "bool",
        SchemaType.Bytes => "[]uint8",
        _ => "string",
    };

    // io.k8s.api.core.v1.Pod is v1.Pod in Go.
    private static string Package(string? name)
    {
        var parts = name?.Split('.') ?? [];
        return parts.Length > 1 ? parts[^2] + "." : "";
    }
}

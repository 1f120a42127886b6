using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Cel.Rules;

/// <summary>What rules see of every whole object, whatever its schema says: apiVersion, kind, and two fields of metadata.</summary>
internal static class WholeObjects
{
    private static readonly Schema Text = new() { Type = SchemaType.String };

    private static readonly Schema Metadata = new()
    {
        Type = SchemaType.Object,
        Fields = [new SchemaField { Name = "name", Schema = Text }, new SchemaField { Name = "generateName", Schema = Text }],
    };

    /// <summary>The schema of a field; null when there is none.</summary>
    public static Schema? Find(Schema schema, bool isWhole, string field) => !isWhole
        ? schema.Find(field)?.Schema
        : field switch
        {
            "apiVersion" or "kind" => Text,
            "metadata" => Metadata,
            _ => schema.Find(field)?.Schema,
        };
}

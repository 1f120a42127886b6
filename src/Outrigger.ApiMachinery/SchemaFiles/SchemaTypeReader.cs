using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>Reads the types of a schema file: the head at once, the fields when they are first asked for.</summary>
internal static class SchemaTypeReader
{
    public static Schema ReadHead(string text, int offset, SchemaFile file)
    {
        var line = new SchemaLine(SchemaFile.LineAt(text, offset));
        line.Next();
        var name = line.NextText();
        var atomic = false;
        string? description = null;
        while (!line.AtEnd)
        {
            if (line.AtQuote)
            {
                description = line.NextQuoted();
                continue;
            }

            atomic |= line.Next() is "atomic";
        }

        return new Schema
        {
            Type = SchemaType.Object,
            Name = $"{file.Package}.{name}",
            Description = description,
            AtomicMap = atomic,
            FieldSource = () => ReadFields(text, offset, file),
        };
    }

    private static List<SchemaField> ReadFields(string text, int offset, SchemaFile file)
    {
        var fields = new List<SchemaField>();
        var at = SchemaFile.NextLine(text, offset);
        while (at < text.Length && text[at] == ' ')
        {
            var line = new SchemaLine(SchemaFile.LineAt(text, at));
            var name = line.NextText();
            if (name is "inline")
            {
                AddInline(fields, ref line, file);
            }
            else
            {
                fields.Add(SchemaFieldReader.Read(name, ref line, file));
            }

            at = SchemaFile.NextLine(text, at);
        }

        return fields;
    }

    private static void AddInline(List<SchemaField> fields, ref SchemaLine line, SchemaFile file)
    {
        var name = line.NextText();
        var schema = file.Library.Resolve(line.Next(), file);
        fields.Add(new SchemaField
        {
            Name = name,
            Schema = schema,
            Inline = true,
            ProtobufNumber = int.Parse(line.Next(), System.Globalization.CultureInfo.InvariantCulture),
        });
        fields.AddRange(schema.Fields.Where(f => !f.Inline).Select(OffTheWire));
    }

    // In JSON the fields of an inline message stand in its parent; on the wire they are reached through the message only.
    private static SchemaField OffTheWire(SchemaField field) => new()
    {
        Name = field.Name,
        Schema = field.Schema,
        Description = field.Description,
        Required = field.Required,
        Default = field.Default?.DeepClone(),
        Fill = field.Fill?.DeepClone(),
        Zero = field.Zero?.DeepClone(),
        AlwaysWritten = field.AlwaysWritten,
        Pointer = field.Pointer,
        PatchStrategy = field.PatchStrategy,
        PatchMergeKey = field.PatchMergeKey,
    };
}

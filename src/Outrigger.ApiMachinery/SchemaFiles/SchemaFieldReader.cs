using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>Reads one field of a type: <c>NAME TYPE [NUMBER] FLAG… ["DESCRIPTION"]</c>.</summary>
internal static class SchemaFieldReader
{
    public static SchemaField Read(string name, ref SchemaLine line, SchemaFile file)
    {
        var token = line.Next();
        var pointer = token[0] == '*';
        var type = pointer ? token[1..] : token;
        var flags = new Flags();
        while (!line.AtEnd)
        {
            if (line.AtQuote)
            {
                flags.Description = line.NextQuoted();
            }
            else
            {
                flags.Take(line.Next(), name);
            }
        }

        var schema = SchemaTypeToken.Read(type, file, flags.ListType, flags.ListKeys, flags.AtomicMap);
        return new SchemaField
        {
            Name = name,
            Schema = schema,
            Description = flags.Description,
            Required = flags.Required,
            Default = flags.Default,
            Fill = flags.Fill,
            AlwaysWritten = flags.Emit,
            Zero = flags.Emit && !pointer ? ZeroOf(schema) : null,
            Pointer = pointer,
            PatchStrategy = flags.PatchStrategy,
            PatchMergeKey = flags.PatchMergeKey,
            ProtobufNumber = flags.Number,
            ProtobufType = SchemaTypeToken.WireType(schema),
        };
    }

    private static JsonNode? ZeroOf(Schema schema) => schema.Type switch
    {
        SchemaType.Object => new JsonObject(),
        SchemaType.String => JsonValue.Create(""),
        SchemaType.Integer or SchemaType.IntOrString => JsonValue.Create(0L),
        SchemaType.Number => JsonValue.Create(0L),
        SchemaType.Boolean => JsonValue.Create(false),
        SchemaType.Quantity => JsonValue.Create("0"),
        _ => null,
    };

    private sealed class Flags
    {
        public string? Description { get; set; }

        public bool Required { get; private set; }

        public bool Emit { get; private set; }

        public bool AtomicMap { get; private set; }

        public JsonNode? Default { get; private set; }

        public JsonNode? Fill { get; private set; }

        public string? ListType { get; private set; }

        public IReadOnlyList<string> ListKeys { get; private set; } = [];

        public string? PatchStrategy { get; private set; }

        public string? PatchMergeKey { get; private set; }

        public int Number { get; private set; }

        public void Take(ReadOnlySpan<char> word, string field)
        {
            var equals = word.IndexOf('=');
            if (equals > 0)
            {
                TakeValue(word[..equals], word[(equals + 1)..], field);
                return;
            }

            switch (word)
            {
                case "required": Required = true; break;
                case "emit": Emit = true; break;
                case "atomic": AtomicMap = true; break;
                case "granular": break;
                default:
                    Number = int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                        ? number
                        : throw new FormatException($"{field}: unknown word '{word}'");
                    break;
            }
        }

        private void TakeValue(ReadOnlySpan<char> name, ReadOnlySpan<char> value, string field)
        {
            switch (name)
            {
                case "default":
                    Default = JsonNode.Parse(value.ToString());
                    break;
                case "fill":
                    Fill = JsonNode.Parse(value.ToString());
                    break;
                case "list":
                    (ListType, var keys) = Split(value);
                    ListKeys = keys?.Split(',') ?? [];
                    break;
                case "patch":
                    (var strategy, PatchMergeKey) = Split(value);
                    PatchStrategy = strategy;
                    break;
                default:
                    throw new FormatException($"{field}: unknown word '{name}='");
            }
        }

        private static (string Head, string? InBrackets) Split(ReadOnlySpan<char> value)
        {
            var open = value.IndexOf('(');
            return open < 0 ? (value.ToString(), null) : (value[..open].ToString(), value[(open + 1)..^1].ToString());
        }
    }
}

using System.Globalization;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Tables;

namespace Outrigger.ApiMachinery.SchemaFiles;

/// <summary>Reads the kinds of a schema file: a <c>kind</c> line and the lines with its columns, subresources and selectable fields.</summary>
internal static class SchemaKindReader
{
    private static readonly string[] AllVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    public static IReadOnlyList<KindDefinition> Read(string text, SchemaFile file)
    {
        var result = new List<KindDefinition>();
        foreach (var mark in (ReadOnlySpan<string>)["\nkind ", "\nbody "])
        {
            var at = text.IndexOf(mark, StringComparison.Ordinal);
            while (at >= 0)
            {
                result.Add(ReadKind(text, at + 1, file));
                at = text.IndexOf(mark, at + 1, StringComparison.Ordinal);
            }
        }

        return result;
    }

    private static KindDefinition ReadKind(string text, int at, SchemaFile file)
    {
        var kind = ReadHead(new SchemaLine(SchemaFile.LineAt(text, at)), file);
        var columns = new List<ColumnDefinition>();
        var subresources = new List<SubresourceDefinition>();
        IReadOnlyList<string> selectable = [];
        for (at = SchemaFile.NextLine(text, at); at < text.Length && text[at] == ' '; at = SchemaFile.NextLine(text, at))
        {
            var line = new SchemaLine(SchemaFile.LineAt(text, at));
            switch (line.Next())
            {
                case "column": columns.Add(ReadColumn(ref line)); break;
                case "subresource": subresources.Add(ReadSubresource(ref line, file)); break;
                case "select": selectable = ReadWords(ref line); break;
                default: throw new FormatException($"{kind.Kind}: unknown line '{SchemaFile.LineAt(text, at)}'");
            }
        }

        return kind with { Columns = columns, Subresources = subresources, SelectableFields = selectable };
    }

    // kind Pod pods pod namespaced short=po categories=all verbs=create,get
    // body Scale
    private static KindDefinition ReadHead(SchemaLine line, SchemaFile file)
    {
        var isBody = line.Next() is "body";
        var name = line.NextText();
        var kind = new KindDefinition
        {
            Kind = new(file.GroupVersion.Group, file.GroupVersion.Version, name),
            ListKind = name + "List",
            Plural = line.NextText(),
            Singular = line.NextText(),
            Namespaced = line.Next() is "namespaced",
            Schema = file.FindType(name) ?? throw new FormatException($"the kind {name} has no type"),
            Verbs = isBody ? [] : AllVerbs,
        };
        while (!line.AtEnd)
        {
            var word = line.Next();
            var equals = word.IndexOf('=');
            var values = word[(equals + 1)..].ToString().Split(',');
            kind = word[..Math.Max(equals, 0)] switch
            {
                "short" => kind with { ShortNames = values },
                "categories" => kind with { Categories = values },
                "verbs" => kind with { Verbs = values },
                _ => throw new FormatException($"{name}: unknown word '{word}'"),
            };
        }

        return kind;
    }

    // column "Ready" string/format wide .status.ready "What it shows."
    private static ColumnDefinition ReadColumn(ref SchemaLine line)
    {
        var name = line.NextQuoted();
        var type = line.NextText().Split('/');
        var column = new ColumnDefinition(name, type[0], type.Length > 1 ? type[1] : "", "", 0, "");
        while (!line.AtEnd)
        {
            if (line.AtQuote)
            {
                column = column with { Description = line.NextQuoted() };
                continue;
            }

            var word = line.Next();
            column = word is "wide" ? column with { Priority = 1 }
                : word[0] == '.' || word.Contains('(') ? column with { JsonPath = word.ToString() }
                : word.StartsWith("of=") ? column with { DescribedBy = word[3..].ToString() }
                : throw new FormatException($"column {name}: unknown word '{word}'");
        }

        return column;
    }

    // subresource scale autoscaling/v1/Scale get,patch,update
    private static SubresourceDefinition ReadSubresource(ref SchemaLine line, SchemaFile file)
    {
        var name = line.NextText();
        var kind = line.NextText();
        var slash = kind.LastIndexOf('/');
        var owner = file.GroupVersion;
        if (slash >= 0 && !GroupVersion.TryParse(kind[..slash], out owner))
        {
            throw new FormatException(string.Create(CultureInfo.InvariantCulture, $"subresource {name}: '{kind}' is no kind"));
        }

        return new(name, new(owner.Group, owner.Version, kind[(slash + 1)..]), line.NextText().Split(','));
    }

    private static List<string> ReadWords(ref SchemaLine line)
    {
        var words = new List<string>();
        while (!line.AtEnd)
        {
            words.Add(line.NextText());
        }

        return words;
    }
}

using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Writes a tree in block style, laid out and wrapped as go-yaml v2 does: lists not indented below their key, lines broken after column 80.</summary>
internal sealed class YamlEmitter
{
    private const int Width = 80;

    private readonly StringBuilder output = new();
    private int column;

    public override string ToString() => output.ToString();

    /// <summary>Writes a value where the line stands; what comes on further lines is indented.</summary>
    /// <param name="node">The value.</param>
    /// <param name="indent">The column of its keys or dashes; its text goes on two columns further.</param>
    public void Write(JsonNode? node, int indent)
    {
        switch (node)
        {
            case JsonObject { Count: > 0 } map:
                WriteMap(map, indent);
                break;
            case JsonArray { Count: > 0 } list:
                WriteList(list, indent);
                break;
            default:
                WriteInline(node, indent, isSimpleKey: false);
                EndLine();
                break;
        }
    }

    private void WriteMap(JsonObject map, int indent)
    {
        foreach (var (key, value) in map.OrderBy(p => p.Key, YamlKeyComparer.Instance))
        {
            Indent(indent);
            if (!YamlText.IsSimpleKey(key))
            {
                WriteLongKey(key, value, indent);
                continue;
            }

            WriteText(key, indent + 2, isSimpleKey: true);
            Put(':');
            if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
            {
                EndLine();
                Write(value, value is JsonArray ? indent : indent + 2);
            }
            else
            {
                Put(' ');
                WriteInline(value, indent + 2, isSimpleKey: false);
                EndLine();
            }
        }
    }

    private void WriteLongKey(string key, JsonNode? value, int indent)
    {
        Put("? ");
        WriteText(key, indent + 2, isSimpleKey: false);
        EndLine();
        Indent(indent);
        Put(": ");
        WriteNested(value, indent);
    }

    private void WriteList(JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            Indent(indent);
            Put("- ");
            WriteNested(item, indent);
        }
    }

    // behind a dash or a colon on the same line
    private void WriteNested(JsonNode? value, int indent)
    {
        if (value is JsonObject { Count: > 0 } or JsonArray { Count: > 0 })
        {
            Write(value, indent + 2);
        }
        else
        {
            WriteInline(value, indent + 2, isSimpleKey: false);
            EndLine();
        }
    }

    private void WriteInline(JsonNode? value, int indent, bool isSimpleKey)
    {
        switch (value)
        {
            case JsonObject:
                Put("{}");
                break;
            case JsonArray:
                Put("[]");
                break;
            case not null when value.GetValueKind() == JsonValueKind.String:
                WriteText(JsonNodes.AsString(value)!, indent, isSimpleKey);
                break;
            default:
                Put(YamlNumbers.Format(ObjectWriter.ToText(value)));
                break;
        }
    }

    private void WriteText(string text, int indent, bool isSimpleKey)
    {
        switch (YamlText.StyleOf(text, isSimpleKey))
        {
            case YamlStyle.Plain:
                WriteWords(text, indent, mayBreak: !isSimpleKey);
                break;
            case YamlStyle.SingleQuoted:
                Put('\'');
                WriteWords(text.Replace("'", "''", StringComparison.Ordinal), indent, mayBreak: !isSimpleKey);
                Put('\'');
                break;
            case YamlStyle.Literal:
                WriteLiteral(text, indent);
                break;
            default:
                WriteQuoted(text, indent, mayBreak: !isSimpleKey);
                break;
        }
    }

    // a single space beyond the width becomes a line break
    private void WriteWords(string text, int indent, bool mayBreak)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var breaks = mayBreak && column > Width && text[i] == ' ' && i > 0 && i < text.Length - 1 && text[i - 1] != ' ' && text[i + 1] != ' ';
            if (breaks)
            {
                EndLine();
                Indent(indent);
            }
            else
            {
                Put(text[i]);
            }
        }
    }

    private void WriteQuoted(string text, int indent, bool mayBreak)
    {
        Put('"');
        var at = 0;
        var afterSpace = false;
        foreach (var rune in text.EnumerateRunes())
        {
            if (mayBreak && rune.Value == ' ' && !afterSpace && column > Width && at > 0 && at < text.Length - 1)
            {
                EndLine();
                Indent(indent);
                if (text[at + 1] == ' ')
                {
                    Put('\\');
                }
            }
            else if (rune.IsBmp && YamlText.IsPrintable((char)rune.Value) && rune.Value is not ('\n' or '"' or '\\'))
            {
                Put((char)rune.Value);
            }
            else
            {
                Put(Escape(rune.Value));
            }

            afterSpace = rune.Value == ' ';
            at += rune.Utf16SequenceLength;
        }

        Put('"');
    }

    private static string Escape(int rune) => rune switch
    {
        0 => "\\0",
        7 => "\\a",
        8 => "\\b",
        9 => "\\t",
        10 => "\\n",
        11 => "\\v",
        12 => "\\f",
        13 => "\\r",
        0x1b => "\\e",
        '"' => "\\\"",
        '\\' => "\\\\",
        0x85 => "\\N",
        0x2028 => "\\L",
        0x2029 => "\\P",
        <= 0xff => string.Create(CultureInfo.InvariantCulture, $"\\x{rune:X2}"),
        <= 0xffff => string.Create(CultureInfo.InvariantCulture, $"\\u{rune:X4}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"\\U{rune:X8}"),
    };

    private void WriteLiteral(string text, int indent)
    {
        Put('|');
        if (text[0] is ' ' or '\n')
        {
            Put('2');
        }

        if (text[^1] != '\n')
        {
            Put('-');
        }
        else if (text.Length == 1 || text[^2] == '\n')
        {
            Put('+');
        }

        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length == 0 && i == lines.Length - 1)
            {
                break;
            }

            EndLine();
            if (lines[i].Length > 0)
            {
                Indent(indent);
                Put(lines[i]);
            }
        }
    }

    private void Indent(int to)
    {
        if (column < to)
        {
            output.Append(' ', to - column);
            column = to;
        }
    }

    private void EndLine()
    {
        output.Append('\n');
        column = 0;
    }

    private void Put(char c)
    {
        output.Append(c);
        column++;
    }

    private void Put(string text)
    {
        output.Append(text);
        column += text.Length;
    }
}

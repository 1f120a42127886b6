using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Writes a JSON tree as YAML in block style with sorted keys, as sigs.k8s.io/yaml does. It reads back as the same tree.</summary>
public static class YamlWriter
{
    private static readonly EmitterSettings Settings = new EmitterSettings(
        bestIndent: 2, bestWidth: int.MaxValue, isCanonical: false, maxSimpleKeyLength: 1024).WithNewLine("\n");

    /// <summary>UTF-8 with a line feed at the end.</summary>
    public static byte[] Write(JsonNode? node) => Encoding.UTF8.GetBytes(WriteText(node));

    /// <summary>Text with a line feed at the end.</summary>
    public static string WriteText(JsonNode? node)
    {
        using var output = new StringWriter { NewLine = "\n" };
        var emitter = new Emitter(output, Settings);
        emitter.Emit(new StreamStart());
        emitter.Emit(new DocumentStart(null, null, isImplicit: true));
        Emit(emitter, node);
        emitter.Emit(new DocumentEnd(isImplicit: true));
        emitter.Emit(new StreamEnd());
        return output.ToString();
    }

    private static void Emit(Emitter emitter, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                emitter.Emit(new MappingStart(AnchorName.Empty, TagName.Empty, isImplicit: true, map.Count == 0 ? MappingStyle.Flow : MappingStyle.Block));
                foreach (var (key, value) in map.OrderBy(p => p.Key, YamlKeyComparer.Instance))
                {
                    emitter.Emit(Text(key, isKey: true));
                    Emit(emitter, value);
                }

                emitter.Emit(new MappingEnd());
                break;
            case JsonArray list:
                emitter.Emit(new SequenceStart(AnchorName.Empty, TagName.Empty, isImplicit: true, list.Count == 0 ? SequenceStyle.Flow : SequenceStyle.Block));
                foreach (var item in list)
                {
                    Emit(emitter, item);
                }

                emitter.Emit(new SequenceEnd());
                break;
            default:
                emitter.Emit(node?.GetValueKind() == JsonValueKind.String ? Text(JsonNodes.AsString(node)!, isKey: false) : Plain(ObjectWriter.ToText(node)));
                break;
        }
    }

    private static Scalar Plain(string text) => Make(text, ScalarStyle.Plain);

    private static Scalar Text(string text, bool isKey)
    {
        if (!isKey && YamlStyles.FitsLiteral(text))
        {
            return Make(text, ScalarStyle.Literal);
        }

        return Make(text, YamlStyles.FitsPlain(text) ? ScalarStyle.Plain : ScalarStyle.DoubleQuoted);
    }

    private static Scalar Make(string text, ScalarStyle style) =>
        new(AnchorName.Empty, TagName.Empty, text, style, isPlainImplicit: true, isQuotedImplicit: true);
}

using System.Text;
using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Writes a JSON tree as YAML in block style with sorted keys, as sigs.k8s.io/yaml does. It reads back as the same tree.</summary>
public static class YamlWriter
{
    /// <summary>UTF-8 with a line feed at the end.</summary>
    public static byte[] Write(JsonNode? node) => Encoding.UTF8.GetBytes(WriteText(node));

    /// <summary>Text with a line feed at the end.</summary>
    public static string WriteText(JsonNode? node)
    {
        var emitter = new YamlEmitter();
        emitter.Write(node, indent: 0);
        return emitter.ToString();
    }
}

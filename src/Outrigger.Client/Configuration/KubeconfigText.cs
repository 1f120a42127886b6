using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.Client.Configuration;

/// <summary>The text of a kubeconfig file as a tree.</summary>
public static class KubeconfigText
{
    /// <summary>Parses the text; <paramref name="path"/> is named in errors.</summary>
    public static JsonObject Parse(string text, string path)
    {
        try
        {
            return YamlReader.ReadObject(Encoding.UTF8.GetBytes(text));
        }
        catch (ObjectReadException e)
        {
            throw new ClientConfigException($"{path} is no kubeconfig: {e.Message}", e);
        }
    }

    /// <summary>The text of a tree, as <see cref="Parse"/> reads it.</summary>
    public static string Write(JsonObject root) => YamlWriter.WriteText(root);
}

using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Client.Configuration;

/// <summary>The text of a kubeconfig file as a tree.</summary>
public static class KubeconfigText
{
    /// <summary>Parses the text; <paramref name="path"/> is named in errors.</summary>
    public static JsonObject Parse(string text, string path)
    {
        try
        {
            return ObjectReader.Read(Encoding.UTF8.GetBytes(text));
        }
        catch (ObjectReadException e)
        {
            throw new ClientConfigException($"{path} is no kubeconfig: {e.Message}", e);
        }
    }

    /// <summary>The text of a tree, as <see cref="Parse"/> reads it.</summary>
    public static string Write(JsonObject root)
    {
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        ObjectWriter.WriteIndented(root, output);
        return Encoding.UTF8.GetString(output.WrittenSpan) + "\n";
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.Server.Audit.Events;

/// <summary>Objects as they stand in an event: one line of JSON.</summary>
internal static class RecordedObject
{
    public static byte[] Write(JsonObject obj, bool omitManagedFields)
    {
        if (!omitManagedFields)
        {
            return ObjectWriter.ToUtf8(obj);
        }

        var copy = (JsonObject)obj.DeepClone();
        Strip(copy);
        foreach (var item in copy["items"] as JsonArray ?? [])
        {
            Strip(item as JsonObject);
        }

        foreach (var row in copy["rows"] as JsonArray ?? [])
        {
            Strip((row as JsonObject)?["object"] as JsonObject);
        }

        return ObjectWriter.ToUtf8(copy);
    }

    /// <summary>A patch: JSON of any sort, or YAML.</summary>
    public static byte[]? Write(ReadOnlySpan<byte> patch)
    {
        try
        {
            return ObjectWriter.ToUtf8(patch.TrimStart(" \t\r\n"u8) is [(byte)'{' or (byte)'[', ..] ? ObjectReader.ReadNode(patch) : YamlReader.Read(patch));
        }
        catch (ObjectReadException)
        {
            // the request is refused for it
            return null;
        }
    }

    private static void Strip(JsonObject? obj) => JsonNodes.GetObject(obj, "metadata")?.Remove("managedFields");
}

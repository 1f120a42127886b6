using System.Text.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.OpenApi;

/// <summary>Writes a group, version and kind.</summary>
internal static class KindWriter
{
    public static void Write(Utf8JsonWriter json, GroupVersionKind kind)
    {
        json.WriteStartObject();
        json.WriteString("group"u8, kind.Group);
        json.WriteString("kind"u8, kind.Kind);
        json.WriteString("version"u8, kind.Version);
        json.WriteEndObject();
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>JSON in an annotation: anybody may have written it.</summary>
internal static class AnnotationJson
{
    /// <summary>Null when it is no JSON.</summary>
    public static JsonNode? Read(string text)
    {
        try
        {
            return ObjectReader.ReadNode(Encoding.UTF8.GetBytes(text));
        }
        catch (ObjectReadException)
        {
            return null;
        }
    }
}

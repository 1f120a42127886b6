using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ControlPlane.CustomResources.Schemas;

/// <summary>
/// The fields of a root schema, read when they are first asked for: of a thousand CRDs most are never used. Until then the schema is
/// kept as text, which is smaller than its tree.
/// </summary>
internal sealed class DeferredFields(JsonObject props, Func<JsonObject, IReadOnlyList<SchemaField>> read)
{
    private readonly Lock gate = new();
    private byte[]? text = Encoding.UTF8.GetBytes(ObjectWriter.ToText(props));
    private IReadOnlyList<SchemaField>? fields;

    /// <summary>The fields; the same ones each time.</summary>
    public IReadOnlyList<SchemaField> Load()
    {
        lock (gate)
        {
            if (fields is null)
            {
                fields = read(ObjectReader.Read(text!));
                text = null;
            }

            return fields;
        }
    }
}

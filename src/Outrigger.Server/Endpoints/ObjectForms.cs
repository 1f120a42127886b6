using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>Objects in the forms that are not a copy of the stored bytes: trees for tables, metadata, YAML, protobuf and people.</summary>
internal sealed class ObjectForms(TreeEncoder encoder, TableForms tables)
{
    /// <summary>Encodes trees.</summary>
    public TreeEncoder Encoder => encoder;

    /// <summary>Makes tables.</summary>
    public TableForms Tables => tables;

    /// <summary>One object in the form that was asked for.</summary>
    public JsonObject Convert(ResourceRequest request, StoredObject obj, OutputFormat format) => format.Form switch
    {
        ObjectForm.Metadata => Metadata(obj.ToTree(), format.FormVersion),
        ObjectForm.Table => tables.Tree(request, request.Tree(obj), format),
        _ => request.Tree(obj),
    };

    /// <summary>A list in the form that was asked for.</summary>
    public JsonObject Convert(ResourceRequest request, ObjectList list, OutputFormat format)
    {
        if (format.Form == ObjectForm.Table)
        {
            return tables.Tree(request, list, format);
        }

        var partial = format.Form == ObjectForm.Metadata;
        var custom = request.Target.Origin != KindOrigin.BuiltIn;
        var items = new JsonArray();
        foreach (var item in list.Items)
        {
            items.Add((JsonNode)(partial ? Metadata(item.ToTree(), format.FormVersion) : custom ? request.Tree(item) : item.ToTree()));
        }

        return new JsonObject
        {
            ["kind"] = partial ? "PartialObjectMetadataList" : request.Target.Kind.ListKind,
            ["apiVersion"] = partial ? $"meta.k8s.io/{format.FormVersion}" : request.Target.Kind.Kind.GroupVersion.ToString(),
            ["metadata"] = ObjectReader.Read(Encoding.UTF8.GetBytes($"{{{ListAnswer.Metadata(list, custom && !partial)}}}")),
            ["items"] = items,
        };
    }

    /// <summary>Answers with a tree.</summary>
    public Task WriteAsync(ResourceRequest request, int code, JsonObject tree, OutputFormat format) =>
        TreeWriter.WriteAsync(request.Request.Http, code, tree, format, encoder);

    private static JsonObject Metadata(JsonObject tree, string version) => new()
    {
        ["kind"] = "PartialObjectMetadata",
        ["apiVersion"] = $"meta.k8s.io/{version}",
        ["metadata"] = JsonNodes.Detach(tree, "metadata") ?? new JsonObject(),
    };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>Objects in the forms that are not a copy of the stored bytes: trees for tables, metadata, YAML, protobuf and people.</summary>
internal sealed class ObjectForms(TreeEncoder encoder)
{
    /// <summary>One object in the form that was asked for.</summary>
    public JsonObject Convert(ResourceRequest request, StoredObject obj, OutputFormat format) => format.Form switch
    {
        ObjectForm.Metadata => Metadata(Whole(request, obj), format.FormVersion),
        _ => Whole(request, obj),
    };

    /// <summary>A list in the form that was asked for.</summary>
    public JsonObject Convert(ResourceRequest request, ObjectList list, OutputFormat format)
    {
        var custom = request.Target.Origin == KindOrigin.Custom;
        var metadata = ObjectReader.Read(System.Text.Encoding.UTF8.GetBytes($"{{{ListAnswer.Metadata(list, custom && format.Form == ObjectForm.Whole)}}}"));
        var items = new JsonArray();
        foreach (var item in list.Items)
        {
            items.Add(format.Form == ObjectForm.Metadata ? Metadata(item.ToTree(), format.FormVersion) : custom ? Whole(request, item) : item.ToTree());
        }

        var (kind, version) = format.Form == ObjectForm.Metadata
            ? ("PartialObjectMetadataList", $"meta.k8s.io/{format.FormVersion}")
            : (request.Target.Kind.ListKind, request.Target.Kind.Kind.GroupVersion.ToString());
        return new JsonObject { ["kind"] = kind, ["apiVersion"] = version, ["metadata"] = metadata, ["items"] = items };
    }

    /// <summary>Encodes a tree into an output.</summary>
    public TreeEncoder Encoder => encoder;

    /// <summary>Answers with a tree.</summary>
    public Task WriteAsync(ResourceRequest request, int code, JsonObject tree, OutputFormat format) =>
        TreeWriter.WriteAsync(request.Request.Http, code, tree, format, encoder);

    private static JsonObject Whole(ResourceRequest request, StoredObject obj) =>
        obj.ToTree(request.Target.Kind.Kind.GroupVersion.ToString(), request.Target.Kind.Kind.Kind);

    private static JsonObject Metadata(JsonObject tree, string version)
    {
        var metadata = tree["metadata"];
        tree.Remove("metadata");
        return new JsonObject
        {
            ["kind"] = "PartialObjectMetadata",
            ["apiVersion"] = $"meta.k8s.io/{version}",
            ["metadata"] = metadata ?? new JsonObject(),
        };
    }
}

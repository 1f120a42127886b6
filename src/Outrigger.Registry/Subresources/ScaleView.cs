using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;

namespace Outrigger.Registry.Subresources;

/// <summary>An object as its scale subresource shows it.</summary>
internal static class ScaleView
{
    /// <summary>A new Scale in its canonical form; a missing number is 0.</summary>
    public static JsonObject Of(JsonObject obj, ScalePaths paths)
    {
        var meta = MetadataView.Of(obj);
        var scale = new JsonObject
        {
            ["kind"] = ScaleKind.Definition.Kind.Kind,
            ["apiVersion"] = ScaleKind.Definition.Kind.GroupVersion.ToString(),
            ["metadata"] = new JsonObject(),
            ["spec"] = new JsonObject { ["replicas"] = Replicas(obj, paths.SpecReplicas) },
            ["status"] = new JsonObject
            {
                ["replicas"] = Replicas(obj, paths.StatusReplicas),
                ["selector"] = Selector(obj, paths.Selector),
            },
        };
        var view = MetadataView.Of(scale);
        view.Name = meta.Name;
        view.Namespace = meta.Namespace;
        view.Uid = meta.Uid;
        view.ResourceVersion = meta.ResourceVersion;
        view.CreationTimestamp = meta.CreationTimestamp;
        BuiltInNormalizer.Normalize(scale, ScaleKind.Definition.Schema, new NormalizeReport());
        return scale;
    }

    private static long Replicas(JsonObject obj, string path) => JsonNodes.AsLong(ReplicaPaths.Get(obj, path)) ?? 0;

    private static string Selector(JsonObject obj, string? path) => path is null ? "" : ReplicaPaths.Get(obj, path) switch
    {
        JsonObject labels => LabelSelector.FromLabelSelectorObject(labels).ToString(),
        var text => JsonNodes.AsString(text) ?? "",
    };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.Registry.Objects;

/// <summary>The metadata of custom and typed kinds: always that of Kubernetes, whatever their schema says of it.</summary>
internal static class CustomMetadata
{
    /// <summary>metav1.ObjectMeta.</summary>
    public static Schema ObjectMeta { get; } = SchemaLibrary.Load().FindType("io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta")
        ?? throw new InvalidOperationException("the schema of ObjectMeta is not embedded");

    /// <summary>Brings the metadata into its form and returns the paths of fields that it does not have.</summary>
    public static IEnumerable<string> Normalize(KindDefinition kind, JsonObject obj, bool isPatch)
    {
        if (!obj.TryGetPropertyValue("metadata", out var value) || value is null)
        {
            obj["metadata"] = new JsonObject();
            return [];
        }

        if (value is not JsonObject metadata)
        {
            var found = JsonNodes.TypeName(value);
            throw DecodeFaults.Refuse(kind, obj, $"json: cannot unmarshal {found} into Go struct field .metadata of type v1.ObjectMeta", isPatch);
        }

        var report = new NormalizeReport();
        BuiltInNormalizer.Normalize(metadata, ObjectMeta, report);
        return report.TypeError is { } error
            ? throw DecodeFaults.Refuse(kind, obj, error, isPatch)
            : report.UnknownFields.Select(path => $"metadata.{path}");
    }
}

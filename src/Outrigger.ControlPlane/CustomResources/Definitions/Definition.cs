using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ControlPlane.CustomResources.Definitions;

/// <summary>A CustomResourceDefinition, as the parts of its tree that are read more than once.</summary>
internal sealed class Definition(JsonObject crd)
{
    /// <summary>The finalizer that keeps a CRD until its objects are gone.</summary>
    public const string CleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

    public JsonObject Tree => crd;

    public MetadataView Metadata => MetadataView.Of(crd);

    public JsonObject? Spec => JsonNodes.GetObject(crd, "spec");

    public string Group => JsonNodes.GetString(crd, "spec", "group") ?? "";

    public bool Namespaced => JsonNodes.GetString(crd, "spec", "scope") is "Namespaced";

    public DefinitionNames Requested => DefinitionNames.Of(JsonNodes.GetObject(crd, "spec", "names"));

    public DefinitionNames Accepted => DefinitionNames.Of(JsonNodes.GetObject(crd, "status", "acceptedNames"));

    public IEnumerable<JsonObject> Versions => JsonNodes.Objects(crd, "spec", "versions");

    /// <summary>The name of the version that is stored; empty when none says so.</summary>
    public string StorageVersion =>
        Versions.Where(v => JsonNodes.GetBool(v, "storage") == true).Select(v => JsonNodes.GetString(v, "name")).FirstOrDefault() ?? "";

    public bool IsDeleting => Metadata.DeletionTimestamp is not null;

    public bool IsEstablished => Conditions.IsTrue(crd, "Established");

    public bool IsTerminating => Conditions.IsTrue(crd, "Terminating");
}

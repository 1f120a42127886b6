using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// The admission plugin PersistentVolumeClaimResize: a claim grows when it is bound and its class allows expansion
/// (kubernetes plugin/pkg/admission/storage/persistentvolume/resize).
/// </summary>
internal sealed class ClaimResize(LocalObjects objects) : IAdmissionPlugin
{
    /// <summary>Where a claim names its class.</summary>
    public const string ClassName = "storageClassName";

    /// <summary>Where it did so once; it goes first.</summary>
    public const string ClassAnnotation = "volume.beta.kubernetes.io/storage-class";

    /// <inheritdoc/>
    public string Name => "PersistentVolumeClaimResize";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Update
        && request.Context.Resource == CoreResources.VolumeClaims && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var claim = request.Object!;
        var old = request.OldObject!;
        if (SizeOf(claim) <= SizeOf(old))
        {
            return;
        }

        if (JsonNodes.GetString(old, "status", "phase") is not "Bound")
        {
            throw Refusal.Of(request, "Only bound persistent volume claims can be expanded");
        }

        if (ClassOf(claim) is not { Length: > 0 } name || ClassOf(old) != name || !await AllowsAsync(name, cancellationToken).ConfigureAwait(false))
        {
            throw Refusal.Of(
                request, "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize");
        }
    }

    private async ValueTask<bool> AllowsAsync(string name, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.StorageClasses, "", name, cancellationToken).ConfigureAwait(false);
        return JsonNodes.GetBool(found?.ToTree(), "allowVolumeExpansion") is true;
    }

    private static string? ClassOf(JsonObject claim) =>
        MetadataView.Of(claim).Annotation(ClassAnnotation) ?? JsonNodes.GetString(claim, "spec", ClassName);

    private static Quantity SizeOf(JsonObject claim) =>
        JsonNodes.GetString(claim, "spec", "resources", "requests", "storage") is { } text && Quantity.TryParse(text, out var size, out _) ? size : default;
}

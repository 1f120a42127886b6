using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// The admission plugin DefaultStorageClass: a new claim that names no class gets the default one; the empty class is a class
/// (kubernetes plugin/pkg/admission/storage/storageclass/setdefault).
/// </summary>
internal sealed class DefaultStorageClass(LocalObjects objects) : IAdmissionPlugin
{
    private readonly DefaultClass classes = new(
        objects, CoreResources.StorageClasses, ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]);

    /// <inheritdoc/>
    public string Name => "DefaultStorageClass";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create
        && request.Context.Resource == CoreResources.VolumeClaims && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var claim = request.Object!;
        if (JsonNodes.Get(claim, "spec", ClaimResize.ClassName) is null
            && MetadataView.Of(claim).Annotation(ClaimResize.ClassAnnotation) is null
            && await classes.FindAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            JsonNodes.Ensure(claim, "spec")[ClaimResize.ClassName] = found;
        }
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

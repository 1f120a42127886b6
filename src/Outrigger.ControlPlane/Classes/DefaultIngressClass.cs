using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// The admission plugin DefaultIngressClass: a new Ingress that names no class, in its spec or in the older annotation, gets the default one
/// (kubernetes plugin/pkg/admission/network/defaultingressclass).
/// </summary>
internal sealed class DefaultIngressClass(LocalObjects objects) : IAdmissionPlugin
{
    private const string ClassName = "ingressClassName";

    private readonly DefaultClass classes = new(objects, CoreResources.IngressClasses, ["ingressclass.kubernetes.io/is-default-class"]);

    /// <inheritdoc/>
    public string Name => "DefaultIngressClass";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create
        && request.Context.Resource == CoreResources.Ingresses && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var ingress = request.Object!;
        if (JsonNodes.Get(ingress, "spec", ClassName) is null
            && MetadataView.Of(ingress).Annotation("kubernetes.io/ingress.class") is null
            && await classes.FindAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            JsonNodes.Ensure(ingress, "spec")[ClassName] = found;
        }
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

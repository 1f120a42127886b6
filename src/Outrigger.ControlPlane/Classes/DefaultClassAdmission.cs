using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>
/// The admission plugins DefaultStorageClass and DefaultIngressClass: a new object that names no class, in its spec or in the older annotation,
/// gets the default one; the empty class is a class (kubernetes plugin/pkg/admission/storage/storageclass/setdefault and
/// network/defaultingressclass).
/// </summary>
internal sealed class DefaultClassAdmission : IAdmissionPlugin
{
    private readonly GroupVersionResource resource;
    private readonly string field;
    private readonly string annotation;
    private readonly DefaultClass classes;

    private DefaultClassAdmission(string name, GroupVersionResource resource, string field, string annotation, DefaultClass classes)
    {
        Name = name;
        this.resource = resource;
        this.field = field;
        this.annotation = annotation;
        this.classes = classes;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>For claims of volumes.</summary>
    public static DefaultClassAdmission OfClaims(LocalObjects objects) => new(
        "DefaultStorageClass",
        CoreResources.VolumeClaims,
        ClaimResize.ClassName,
        ClaimResize.ClassAnnotation,
        new DefaultClass(
            objects, CoreResources.StorageClasses, ["storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class"]));

    /// <summary>For Ingresses.</summary>
    public static DefaultClassAdmission OfIngresses(LocalObjects objects) => new(
        "DefaultIngressClass",
        CoreResources.Ingresses,
        "ingressClassName",
        "kubernetes.io/ingress.class",
        new DefaultClass(objects, CoreResources.IngressClasses, ["ingressclass.kubernetes.io/is-default-class"]));

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create && request.Context.Resource == resource && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var obj = request.Object!;
        if (JsonNodes.Get(obj, "spec", field) is null
            && MetadataView.Of(obj).Annotation(annotation) is null
            && await classes.FindAsync(cancellationToken).ConfigureAwait(false) is { } found)
        {
            JsonNodes.Ensure(obj, "spec")[field] = found;
        }
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;
}

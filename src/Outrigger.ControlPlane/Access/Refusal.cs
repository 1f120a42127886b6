using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Access;

/// <summary>The refusals of admission plugins.</summary>
internal static class Refusal
{
    /// <summary>403 about the object of a request.</summary>
    public static StatusException Of(AdmissionRequest request, string why) =>
        ApiErrors.Forbidden(request.Context.Resource.GroupResource, NameOf(request), why);

    /// <summary>The name of the object, or what it will begin with while there is none yet.</summary>
    private static string NameOf(AdmissionRequest request) =>
        request.Context is { Name.Length: > 0, IsOfCollection: false } ? request.Context.Name
        : JsonNodes.GetString(request.Object, "metadata", "name") is { Length: > 0 } given ? given
        : JsonNodes.GetString(request.Object, "metadata", "generateName") is { Length: > 0 } start ? start
        : "Unknown";
}

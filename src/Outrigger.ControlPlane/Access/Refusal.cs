using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Access;

/// <summary>The refusals of admission plugins.</summary>
internal static class Refusal
{
    /// <summary>403 about the object of a request; while it has no name yet, by what its name will begin with.</summary>
    public static StatusException Of(AdmissionRequest request, string why)
    {
        var name = request.Context.Name.Length > 0 ? request.Context.Name
            : JsonNodes.GetString(request.Object, "metadata", "name") is { Length: > 0 } given ? given
            : JsonNodes.GetString(request.Object, "metadata", "generateName") is { Length: > 0 } start ? start
            : "Unknown";
        return ApiErrors.Forbidden(request.Context.Resource.GroupResource, name, why);
    }
}

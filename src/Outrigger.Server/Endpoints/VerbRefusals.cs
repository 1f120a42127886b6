using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Resources;

namespace Outrigger.Server.Endpoints;

/// <summary>Refusals of methods.</summary>
internal static class VerbRefusals
{
    /// <summary>405: the path is served, but not with this method.</summary>
    public static StatusException Method() => new(new Status(
        405,
        StatusReasons.MethodNotAllowed,
        "the server does not allow this method on the requested resource",
        new StatusDetails()));

    /// <summary>405 for a verb that the target does not have; custom resources name the verb and the resource.</summary>
    public static StatusException Of(ResourceRequest request, string verb) => request.Target.Resource.Origin != KindOrigin.BuiltIn
        ? ApiErrors.MethodNotAllowed(request.Target.GroupResource, verb)
        : Method();

    /// <summary>501: subresources that need a container, of which there is none behind this server.</summary>
    public static StatusException NoContainers(string subresource) => new(new Status(
        501,
        "NotImplemented",
        $"no container runtime is connected to this server, so there is nothing to {Verb(subresource)}: pods are data here"));

    private static string Verb(string subresource) => subresource switch
    {
        "log" => "read logs from",
        "exec" => "run commands in",
        "attach" => "attach to",
        "portforward" => "forward ports to",
        _ => "connect to",
    };
}

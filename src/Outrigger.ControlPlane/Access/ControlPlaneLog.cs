using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Access;

/// <summary>What the control plane tells its operator.</summary>
internal static partial class ControlPlaneLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Following {Resource} failed; it is listed again in a second.")]
    public static partial void FeedFailed(ILogger log, GroupVersionResource resource, Exception error);

    [LoggerMessage(4002, LogLevel.Warning, "{Controller} failed on {Item}; it is tried again in {Seconds} s.")]
    public static partial void WorkFailed(ILogger log, string controller, string item, double seconds, Exception error);

    [LoggerMessage(4003, LogLevel.Information, "Service {Namespace}/{Name} may have loopback endpoints.")]
    public static partial void LoopbackAllowed(ILogger log, string @namespace, string name);

    [LoggerMessage(4004, LogLevel.Warning,
        "Endpoints of every service may point to loopback addresses, since --allow-loopback-endpoints names none: anybody who may "
        + "write EndpointSlices reaches ports of this machine. Name the services: --allow-loopback-endpoints=NAMESPACE/SERVICE.")]
    public static partial void LoopbackAllowedForAll(ILogger log);
}

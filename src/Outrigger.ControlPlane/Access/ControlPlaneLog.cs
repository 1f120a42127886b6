using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Access;

/// <summary>What the control plane tells its operator.</summary>
internal static partial class ControlPlaneLog
{
    [LoggerMessage(4001, LogLevel.Warning, "Following {Resource} failed; it is listed again in a second.")]
    public static partial void FeedFailed(ILogger log, GroupVersionResource resource, Exception error);

    [LoggerMessage(4003, LogLevel.Warning, "Following {Resource} of another server failed: {Error}. It goes on when the server answers; its APIService tells.")]
    public static partial void RemoteFeedFailed(ILogger log, GroupVersionResource resource, string error);

    [LoggerMessage(4004, LogLevel.Warning, "{What} is claimed by another one than service {Service}, which has it too: delete one of the two.")]
    public static partial void SharedByServices(ILogger log, string what, string service);

    [LoggerMessage(4002, LogLevel.Warning, "{Controller} failed on {Item}; it is tried again in {Seconds} s.")]
    public static partial void WorkFailed(ILogger log, string controller, string item, double seconds, Exception error);
}

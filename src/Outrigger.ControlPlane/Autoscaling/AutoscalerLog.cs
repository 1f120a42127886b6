using Microsoft.Extensions.Logging;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>What the autoscaler tells its operator.</summary>
internal static partial class AutoscalerLog
{
    [LoggerMessage(4901, LogLevel.Warning, "HorizontalPodAutoscaler {Namespace}/{Name}: {Cause}. Its conditions and events tell more; it is looked at again every sync period.")]
    public static partial void PassFailed(ILogger log, string @namespace, string name, string cause);

    [LoggerMessage(4902, LogLevel.Information, "HorizontalPodAutoscaler {Namespace}/{Name}: from {Before} to {After} replicas: {Reason}.")]
    public static partial void Rescaled(ILogger log, string @namespace, string name, int before, int after, string reason);
}

using Microsoft.Extensions.Logging;

namespace Outrigger.MetricsServer.Telemetry;

internal static partial class MetricsServerLog
{
    [LoggerMessage(4501, LogLevel.Warning, "no figures of node {Node}: {Why}; they are left out until its kubelet answers")]
    public static partial void NodeFails(ILogger logger, string node, string why);

    [LoggerMessage(4502, LogLevel.Information, "no figures of node {Node}, which is not ready: {Why}; they are left out until its kubelet answers")]
    public static partial void UnreadyNodeFails(ILogger logger, string node, string why);

    [LoggerMessage(4503, LogLevel.Information, "node {Node} gives figures again, after {Failures} scrapes that were not well")]
    public static partial void NodeWorks(ILogger logger, string node, int failures);

    [LoggerMessage(4504, LogLevel.Warning, "the kubelet of node {Node} tells {Count} figures that cannot be true, which are left out; the first: {First}")]
    public static partial void ImpossibleFigures(ILogger logger, string node, int count, string first);

    [LoggerMessage(4505, LogLevel.Warning, "the kubelet of node {Node} tells nothing of the node itself, only of its pods")]
    public static partial void NodeIncomplete(ILogger logger, string node);

    [LoggerMessage(4506, LogLevel.Warning, "the list of {Resource} cannot be followed: {Why}; what was known stands until the main server answers")]
    public static partial void WatchFails(ILogger logger, string resource, string why);

    [LoggerMessage(4507, LogLevel.Information, "the list of {Resource} is followed again")]
    public static partial void WatchWorks(ILogger logger, string resource);

    [LoggerMessage(4508, LogLevel.Information, "the first figures are there: {Nodes} nodes")]
    public static partial void FirstFigures(ILogger logger, int nodes);

    [LoggerMessage(4509, LogLevel.Warning, "--kubelet-insecure-tls: any certificate is taken for a kubelet's, and whoever answers is sent our token; use --kubelet-certificate-authority but for tests")]
    public static partial void InsecureTls(ILogger logger);

    [LoggerMessage(4510, LogLevel.Error, "scraping node {Node} failed unexpectedly")]
    public static partial void Unexpected(ILogger logger, string node, Exception failure);
}

using Microsoft.Extensions.Logging;

namespace Outrigger.Aggregator;

/// <summary>All that the aggregator tells an operator.</summary>
internal static partial class AggregatorLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Name}: {Problem}; requests to it are answered with 503 until that is mended")]
    public static partial void Unavailable(ILogger logger, string name, string problem);

    [LoggerMessage(2, LogLevel.Information, "{Name} is available")]
    public static partial void Available(ILogger logger, string name);

    [LoggerMessage(3, LogLevel.Debug, "{Name}: {Method} {Path} failed: {Problem}")]
    public static partial void RequestFailed(ILogger logger, string name, string method, string path, string problem);

    [LoggerMessage(5, LogLevel.Warning, "the status of APIService {Name} could not be written: {Problem}; it is tried again")]
    public static partial void StatusNotWritten(ILogger logger, string name, string problem);

    [LoggerMessage(6, LogLevel.Warning, "{Resource} could not be watched: {Problem}; it is tried again in {Seconds} s")]
    public static partial void WatchFailed(ILogger logger, string resource, string problem, double seconds);

    [LoggerMessage(7, LogLevel.Debug, "discovery of {Name} could not be read: {Problem}")]
    public static partial void DiscoveryFailed(ILogger logger, string name, string problem);

    [LoggerMessage(8, LogLevel.Warning, "the local APIService {Name} could not be made: {Problem}; it is tried again")]
    public static partial void LocalNotMade(ILogger logger, string name, string problem);

    [LoggerMessage(9, LogLevel.Error, "{Loop} failed and starts again in {Seconds} s: {Problem}")]
    public static partial void LoopFailed(ILogger logger, Exception cause, string loop, string problem, double seconds);

    [LoggerMessage(10, LogLevel.Warning, "the OpenAPI document of {Name} could not be read: {Problem}; what it describes is missing from /openapi until it can")]
    public static partial void OpenApiFailed(ILogger logger, string name, string problem);

    [LoggerMessage(11, LogLevel.Warning, "--allow-loopback-endpoints without a list: whoever may write EndpointSlices can make this server connect to every port of this machine; name the services instead (NAMESPACE/SERVICE,…)")]
    public static partial void LoopbackAllowed(ILogger logger);

    [LoggerMessage(12, LogLevel.Information, "the front-proxy certificate was read again from {File}: new connections to other servers show it")]
    public static partial void CredentialChanged(ILogger logger, string file);

    [LoggerMessage(13, LogLevel.Warning, "the front-proxy certificate could not be read from {File}: {Problem}; the one before stays in use until the files are a matching pair again")]
    public static partial void CredentialUnreadable(ILogger logger, string file, string problem);
}

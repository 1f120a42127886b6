using Microsoft.Extensions.Logging;

namespace Outrigger.CustomMetrics.Telemetry;

internal static partial class CustomMetricsLog
{
    [LoggerMessage(4601, LogLevel.Information, "{Group}: the provider {Provider} serves {Metrics}")]
    public static partial void Serves(ILogger logger, string group, string provider, string metrics);

    [LoggerMessage(4602, LogLevel.Warning, "{Group}: {Metric} is had by the providers {Provider} and {Other}; the one that was added first serves it: leave it out of the names of one of them")]
    public static partial void Conflict(ILogger logger, string group, string metric, string provider, string other);

    [LoggerMessage(4603, LogLevel.Warning, "{Group}: the provider {Provider} fails for {Metric}; it is asked again with each request")]
    public static partial void Fails(ILogger logger, string group, string provider, string metric, Exception failure);

    [LoggerMessage(4604, LogLevel.Warning, "{Group}: the provider {Provider} does not answer within {Limit} for {Metric}; its other callers wait no longer than that either")]
    public static partial void Slow(ILogger logger, string group, string provider, string metric, TimeSpan limit);

    [LoggerMessage(4605, LogLevel.Warning, "{Group}: the provider {Provider} has {Count} calls under way, which is its limit; further requests are refused until some end")]
    public static partial void Full(ILogger logger, string group, string provider, int count);

    [LoggerMessage(4606, LogLevel.Information, "{Group}: the provider {Provider} works again")]
    public static partial void Works(ILogger logger, string group, string provider);

    [LoggerMessage(4607, LogLevel.Warning, "the kind of {Resource} cannot be read from the main server's discovery: {Why}; its metrics name none")]
    public static partial void NoKind(ILogger logger, string resource, string why);
}

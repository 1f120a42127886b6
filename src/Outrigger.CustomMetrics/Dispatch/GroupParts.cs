using Microsoft.Extensions.Logging;
using Outrigger.CustomMetrics.Telemetry;

namespace Outrigger.CustomMetrics.Dispatch;

/// <summary>What the providers of one group share.</summary>
internal sealed record GroupParts(string Group, TimeProvider Time, ILogger Logger, ProviderMetrics Metrics);

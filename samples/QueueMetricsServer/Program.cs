using Outrigger.CustomMetrics.Hosting;
using Outrigger.CustomMetrics.Providers;
using Outrigger.Server.Extension;
using QueueMetricsServer;

return await new ExtensionServerBuilder("queue-metrics")
    .AddCustomMetrics("queues", cluster => new QueueDepths(cluster), MetricNames.Of("queue_depth"))
    .AddExternalMetrics("queues", cluster => new QueueDepths(cluster), MetricNames.Of("queue_depth"))
    .RunAsync(args);

using Outrigger.Aggregator.ApiServices;
using Outrigger.Server.Metrics;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

public sealed class AvailabilityMetricsTests
{
    private const string Name = "v1.metered.io";

    [Fact]
    public async Task Availability_IsMeasuredInKubernetesNames()
    {
        using var exporter = new PrometheusExporter();
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) => AvailabilityTests.Discovery(connection, request));
        await harness.CreateServiceAsync();
        await harness.CreateSliceAsync(backend.Endpoint.Port);
        await harness.CreateApiServiceAsync(Name, $$"""
            {"group":"metered.io","version":"v1","groupPriorityMinimum":1000,"versionPriority":15,"service":{"namespace":"shop","name":"api"},
             "caBundle":"{{Convert.ToBase64String(harness.Pki.Bundle)}}"}
            """);
        await ShownAsync(exporter, "aggregator_unavailable_apiservice{name=\"v1.metered.io\"} 0");
        exporter.Write().ShouldNotContain("name=\"v1.metered.io\",reason");

        await harness.UpdateServiceAsync(s => s["spec"]!["ports"]![0]!["port"] = 80);

        await ShownAsync(exporter, "aggregator_unavailable_apiservice{name=\"v1.metered.io\"} 1");
        await ShownAsync(exporter, "aggregator_unavailable_apiservice_total{name=\"v1.metered.io\",reason=\"ServicePortError\"} 1");

        await harness.Objects.DeleteAsync(ApiServiceKind.Resource, Name);
        await Eventually.TrueAsync(() => !exporter.Write().Contains("aggregator_unavailable_apiservice{name=\"v1.metered.io\"}"), "the gauge is gone");
    }

    private static Task ShownAsync(PrometheusExporter exporter, string line) =>
        Eventually.TrueAsync(() => exporter.Write().Contains(line + "\n"), line);
}

using System.Text.Json.Nodes;
using Outrigger.Registry.Admission;
using Outrigger.TestKit;

namespace Outrigger.Aggregator.Tests.Module;

public sealed class RemoteMonitorTests
{
    [Fact]
    public async Task ChangedSpec_DiscoveryIsReadAtOnce()
    {
        var old = true;
        await using var harness = await AggregatorHarness.StartAsync();
        await using var backend = harness.Answering((connection, request) =>
            old || !AvailabilityTests.IsOldDiscovery(request)
                ? AvailabilityTests.Discovery(connection, request)
                : connection.AnswerAsync(200, """{"kind":"APIResourceList","groupVersion":"shop.io/v1","resources":[]}"""));
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");
        await Eventually.TrueAsync(() => Shown(harness).Contains("orders", StringComparison.Ordinal), "discovery");

        old = false;
        await harness.UpdateApiServiceAsync(a =>
        {
            ((JsonObject)a["spec"]!).Remove("caBundle");
            a["spec"]!["insecureSkipTLSVerify"] = true;
        });

        await Eventually.TrueAsync(() => Shown(harness) is { Length: > 0 } now && !now.Contains("orders", StringComparison.Ordinal), "the other's discovery");
    }

    [Fact]
    public async Task CancellationOfSomebodyElse_EndsNoMonitor()
    {
        var admission = new CancelledOnce();
        await using var harness = await AggregatorHarness.StartAsync(admission: new AdmissionChain([admission]));
        await using var backend = harness.Answering(AvailabilityTests.Discovery);
        await harness.RegisterAsync(backend);
        await harness.ConditionAsync("True", "Passed");

        admission.Cancels = true;
        await harness.UpdateSliceAsync(s => s["endpoints"]![0]!["conditions"]!["ready"] = false);
        await Eventually.TrueAsync(() => !admission.Cancels, "the cancellation");

        await AvailabilityTests.MoveAsync(harness, async () => await AvailabilityTests.ReasonAsync(harness) == "MissingEndpoints");
    }

    private static string Shown(AggregatorHarness harness) =>
        harness.Remote?.Discovery is { } shown ? System.Text.Encoding.UTF8.GetString(shown.Span) : "";

    private sealed class CancelledOnce : IAdmissionPlugin
    {
        public string Name => "cancelled";

        public bool Cancels { get; set; }

        public bool Handles(AdmissionRequest request) => request.Context.Subresource == "status";

        public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            if (Cancels)
            {
                Cancels = false;
                throw new OperationCanceledException("of a token that nobody here knows");
            }

            return default;
        }

        public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => default;
    }
}

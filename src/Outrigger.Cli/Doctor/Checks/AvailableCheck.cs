using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>What the main server itself says about the APIService.</summary>
internal sealed class AvailableCheck : ICheck
{
    public string Name => CheckNames.Available;

    public IReadOnlyList<string> Needs => [CheckNames.ApiService];

    public Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var service = context.ApiService;
        if (service.IsAvailable)
        {
            return Task.FromResult(CheckResult.Ok($"True ({JsonNodes.GetString(service.Available, "reason")})"));
        }

        var show = $"kubectl get apiservice {service.Name} -o yaml";
        return Task.FromResult(service.Available is { } condition
            ? CheckResult.Fail(
                $"{JsonNodes.GetString(condition, "status")} ({JsonNodes.GetString(condition, "reason")}): {JsonNodes.GetString(condition, "message")}", show)
            : CheckResult.Fail("the main server has not said yet whether it is available: does it run an aggregator?", show));
    }
}

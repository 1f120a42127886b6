using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Cli.Doctor.Model;

namespace Outrigger.Cli.Doctor.Checks;

/// <summary>No other APIService makes the order of discovery a matter of luck.</summary>
internal sealed class PrioritiesCheck : ICheck
{
    public string Name => CheckNames.Priorities;

    public IReadOnlyList<string> Needs => [CheckNames.ApiService, CheckNames.Service];

    public async Task<CheckResult> RunAsync(DoctorContext context, CancellationToken cancellationToken)
    {
        var own = context.ApiService;
        var list = await context.Client.ListAsync(KubernetesPaths.ApiServices, null, cancellationToken).ConfigureAwait(false);
        var others = JsonNodes.Objects(list, "items").Select(o => new ApiServiceSpec(o)).Where(o => o.Name != own.Name).ToList();
        if (others.Find(o => o.Group == own.Group && o.GroupPriority != own.GroupPriority) is { } differs)
        {
            return CheckResult.Warn(
                $"{differs.Name} gives the group the priority {differs.GroupPriority}, this one {own.GroupPriority}: the higher one counts",
                Patch(own, "groupPriorityMinimum", differs.GroupPriority));
        }

        if (others.Find(o => o.Group == own.Group && o.VersionPriority == own.VersionPriority) is { } same)
        {
            return CheckResult.Warn(
                $"{same.Name} has the same versionPriority {own.VersionPriority}: which version clients prefer follows from the versions' names",
                Patch(own, "versionPriority", own.VersionPriority + 1));
        }

        return others.Find(o => o.HasService && o.Group != own.Group && o.GroupPriority == own.GroupPriority) is { } beside
            ? CheckResult.Ok($"{own.GroupPriority}/{own.VersionPriority}; the group {beside.Group} has the same, so names decide between the two")
            : CheckResult.Ok($"{own.GroupPriority}/{own.VersionPriority}, of no other group");
    }

    private static string Patch(ApiServiceSpec api, string field, long value) =>
        $"kubectl patch apiservice {api.Name} --type=merge -p '{{\"spec\":{{\"{field}\":{value}}}}}'";
}

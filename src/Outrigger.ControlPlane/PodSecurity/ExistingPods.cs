using System.Globalization;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.Workloads;
using Outrigger.Registry.Operations;
using Outrigger.Server.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>
/// Which pods of a namespace do not keep to a level: of at most 3000, within a second, and of each controller's pods one before all others.
/// </summary>
internal sealed class ExistingPods(LocalObjects objects, SecurityChecks checks, TimeProvider time)
{
    private const int Most = 3000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, (string Name, int Count)> found = new(StringComparer.Ordinal);
    private int seen;

    /// <summary>Warns of them, many pods with the same faults in one line.</summary>
    public async ValueTask WarnAsync(string ns, LevelVersion policy, WarningSink warnings, CancellationToken cancellationToken)
    {
        ObjectList pods;
        try
        {
            pods = await objects.ListAsync(CoreResources.Pods, ns, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException)
        {
            warnings.Add("failed to list pods while checking new PodSecurity enforce level");
            return;
        }

        Look(pods.Items, policy, cancellationToken);
        if (seen < pods.Items.Count)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"new PodSecurity enforce level only checked against the first {seen} of {pods.Items.Count} existing pods"));
        }

        if (found.Count > 0)
        {
            warnings.Add($"existing pods in namespace \"{ns}\" violate the new PodSecurity enforce level \"{policy}\"");
        }

        foreach (var text in found.Select(f => $"{f.Value.Name}{Others(f.Value.Count)}: {f.Key}").Order(StringComparer.Ordinal))
        {
            warnings.Add(text);
        }
    }

    private void Look(IReadOnlyList<StoredObject> pods, LevelVersion policy, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var controllers = new HashSet<string>(StringComparer.Ordinal);
        var more = new List<StoredObject>();
        foreach (var pod in pods)
        {
            var tree = pod.ToTree();
            if (WorkloadOwner.ControllerOf(tree) is { } owner && !controllers.Add(owner.Uid))
            {
                more.Add(pod);
            }
            else
            {
                Count(pod.Name, checks.Evaluate(policy, new SecurityPod(tree)));
            }

            if (IsOver())
            {
                return;
            }
        }

        foreach (var pod in more)
        {
            Count(pod.Name, checks.Evaluate(policy, new SecurityPod(pod.ToTree())));
            if (IsOver())
            {
                return;
            }
        }

        bool IsOver()
        {
            cancellationToken.ThrowIfCancellationRequested();
            return seen >= Most || time.GetElapsedTime(start) > Longest;
        }
    }

    private void Count(string name, PodVerdict verdict)
    {
        seen++;
        if (!verdict.IsAllowed)
        {
            var reasons = verdict.Reasons;
            found[reasons] = found.TryGetValue(reasons, out var known)
                ? (string.CompareOrdinal(name, known.Name) < 0 ? name : known.Name, known.Count + 1)
                : (name, 1);
        }
    }

    private static string Others(int count) => count switch
    {
        1 => "",
        2 => " (and 1 other pod)",
        _ => string.Create(CultureInfo.InvariantCulture, $" (and {count - 1} other pods)"),
    };
}

using Outrigger.CustomMetrics.Telemetry;

namespace Outrigger.CustomMetrics.Dispatch;

/// <summary>The providers of one group, in the order in which they were added: the first that has a metric serves it.</summary>
internal sealed class ProviderTable<T>
{
    // as many conflicts as are remembered, so that each is told once; clients choose the names
    private const int MostConflicts = 1000;
    private const int LongestName = 320;

    private readonly IReadOnlyList<ProviderSlot<T>> providers;
    private readonly GroupParts parts;
    private readonly HashSet<string> conflicts = new(StringComparer.Ordinal);
    private readonly Lock gate = new();

    public ProviderTable(IReadOnlyList<ProviderSlot<T>> providers, GroupParts parts)
    {
        this.providers = providers;
        this.parts = parts;
        foreach (var provider in providers)
        {
            Tell(provider);
        }
    }

    /// <summary>Who serves a metric; null when nobody has it.</summary>
    /// <param name="resource">What it describes; empty for external metrics.</param>
    /// <param name="metric">Its name.</param>
    public ProviderSlot<T>? Find(string resource, string metric)
    {
        ProviderSlot<T>? owner = null;
        var name = resource.Length > 0 ? $"{resource}/{metric}" : metric;
        foreach (var provider in providers)
        {
            if ((owner is not null && provider.IsRest) || !provider.Has(resource, metric))
            {
                continue;
            }

            if (owner is not null)
            {
                TellConflict(metric, owner, provider);
                break;
            }

            owner = provider;
        }

        if (owner is not null)
        {
            parts.Metrics.Owned(name, owner.Name);
        }

        return owner;
    }

    private void Tell(ProviderSlot<T> provider)
    {
        var known = provider.Known;
        CustomMetricsLog.Serves(parts.Logger, parts.Group, provider.Name, known.Count > 0 ? string.Join(", ", known) : "what it has when it is asked for");
        foreach (var metric in known)
        {
            var (resource, name) = metric.Split('/', 2) is [var first, var second] ? (first, second) : ("", metric);
            Find(resource, name);
        }
    }

    private void TellConflict(string metric, ProviderSlot<T> owner, ProviderSlot<T> other)
    {
        lock (gate)
        {
            if (metric.Length > LongestName || conflicts.Count >= MostConflicts || !conflicts.Add(metric))
            {
                return;
            }
        }

        CustomMetricsLog.Conflict(parts.Logger, parts.Group, metric, owner.Name, other.Name);
    }
}

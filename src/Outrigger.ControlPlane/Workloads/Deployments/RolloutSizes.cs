namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>How many replicas each ReplicaSet of a Deployment gets.</summary>
internal static class RolloutSizes
{
    /// <summary>The size of the newest ReplicaSet as it grows: as far as the surge allows, or all where the old ones have gone first.</summary>
    /// <param name="work">The Deployment, with the sizes of now.</param>
    /// <param name="current">The newest one's.</param>
    public static int OfNew(Rollout work, int current)
    {
        var deployment = work.Deployment;
        var room = deployment.Replicas + deployment.MaxSurge - work.Wanted;
        return !deployment.IsRolling ? deployment.Replicas
            : room <= 0 ? current
            : current + Math.Min(room, deployment.Replicas - current);
    }

    /// <summary>
    /// The sizes when a Deployment is scaled in the middle of a rollout: what is added or taken away is spread over the ReplicaSets by
    /// their size, and what rounding leaves over is the largest one's.
    /// </summary>
    public static IReadOnlyList<(RolloutSet Set, int Size)> Proportional(Rollout work)
    {
        var deployment = work.Deployment;
        var active = work.Sets.Where(s => s.IsActive).ToList();
        var allowed = deployment.Replicas > 0 ? deployment.Replicas + deployment.MaxSurge : 0;
        var change = allowed - active.Sum(s => s.Replicas);

        // of two of one size the newer one grows first, the older one shrinks first
        var bySize = active.OrderByDescending(s => s.Replicas);
        active = change > 0
            ? [.. bySize.ThenByDescending(s => s.Created).ThenByDescending(s => s.Name, StringComparer.Ordinal)]
            : [.. bySize.ThenBy(s => s.Created).ThenBy(s => s.Name, StringComparer.Ordinal)];
        var sizes = new List<(RolloutSet Set, int Size)>();
        var done = 0;
        foreach (var set in active)
        {
            var share = change == done ? 0 : change > 0 ? Math.Min(Share(set, deployment), change - done) : Math.Max(Share(set, deployment), change - done);
            done += share;
            sizes.Add((set, set.Replicas + share));
        }

        if (sizes.Count > 0)
        {
            sizes[0] = (sizes[0].Set, Math.Max(0, sizes[0].Size + change - done));
        }

        return sizes;
    }

    // by how much it would change with the Deployment's largest size, which it was last scaled for
    private static int Share(RolloutSet set, DeploymentView deployment)
    {
        if (deployment.Replicas == 0)
        {
            return -set.Replicas;
        }

        var before = set.NumberNote(RolloutNotes.MaxReplicas) is > 0 and var noted ? noted : deployment.Count("replicas");
        return before == 0
            ? 0
            : (int)Math.Round((double)set.Replicas * (deployment.Replicas + deployment.MaxSurge) / before, MidpointRounding.AwayFromZero) - set.Replicas;
    }
}

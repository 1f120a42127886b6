namespace Outrigger.ControlPlane.Workloads.Deployments;

/// <summary>Strategy RollingUpdate: new pods come as far as the surge allows, old ones go as far as enough stay available.</summary>
internal sealed class RollingUpdate(RolloutWriter writer)
{
    /// <summary>One move; false when there is none to make now.</summary>
    public async ValueTask<bool> MoveAsync(Rollout work, CancellationToken cancellationToken) =>
        await GrowNewAsync(work, cancellationToken).ConfigureAwait(false) || await ShrinkOldAsync(work, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> GrowNewAsync(Rollout work, CancellationToken cancellationToken)
    {
        var (set, wanted) = (work.New!, work.Deployment.Replicas);
        var size = set.Replicas >= wanted ? wanted : RolloutSizes.OfNew(work, set.Replicas);
        return await writer.ScaleAsync(work, set, size, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> ShrinkOldAsync(Rollout work, CancellationToken cancellationToken)
    {
        var old = work.Old.Where(s => s.IsActive).ToList();
        var least = work.Deployment.Replicas - work.Deployment.MaxUnavailable;
        var most = Spare(work, least);
        if (old.Count == 0 || most <= 0)
        {
            return false;
        }

        var moved = await DropUnavailableAsync(work, old, most, cancellationToken).ConfigureAwait(false);

        // a ReplicaSet that was just made smaller may count pods as available that it is about to delete
        var left = Math.Min(work.Available - least, Spare(work, least));
        foreach (var set in old)
        {
            var fewer = Math.Min(set.Replicas, left);
            if (fewer > 0)
            {
                left -= fewer;
                moved |= await writer.ScaleAsync(work, set, set.Replicas - fewer, cancellationToken).ConfigureAwait(false);
            }
        }

        return moved;
    }

    // the new pods that are not available yet must not count as a reason to take old ones away
    private static int Spare(Rollout work, int least) => work.Wanted - least - (work.New!.Replicas - work.New.Available);

    // old pods that serve nobody go first: they would hold the rollout up
    private async ValueTask<bool> DropUnavailableAsync(Rollout work, List<RolloutSet> old, int most, CancellationToken cancellationToken)
    {
        var moved = false;
        foreach (var set in old)
        {
            var fewer = Math.Min(most, set.Replicas - set.Available);
            if (fewer > 0)
            {
                most -= fewer;
                moved |= await writer.ScaleAsync(work, set, set.Replicas - fewer, cancellationToken).ConfigureAwait(false);
            }
        }

        return moved;
    }
}

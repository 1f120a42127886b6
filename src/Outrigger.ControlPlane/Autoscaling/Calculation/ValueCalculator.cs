namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>How many replicas bring one value, which is not of the pods, to its target: an object's, or one from outside the cluster.</summary>
internal static class ValueCalculator
{
    /// <summary>The value falls as replicas are added: in the ratio of the value to the target. Values in thousandths.</summary>
    public static ReplicaProposal ForValue(int current, IReadOnlyList<TargetPod> pods, long value, long target, Tolerances tolerances)
    {
        var ratio = (double)value / target;
        if (current == 0)
        {
            return new ReplicaProposal(Counts.Ceiling(ratio), value);
        }

        if (tolerances.Accepts(ratio))
        {
            return new ReplicaProposal(current, value);
        }

        return pods.Count > 0
            ? new ReplicaProposal(Counts.Ceiling(ratio * pods.Count(p => p.IsServing)), value)
            : throw new ReplicaException("unable to calculate ready pods: no pods returned by selector while calculating replica count");
    }

    /// <summary>The value is shared by the replicas: as many as hold a target's worth each.</summary>
    /// <param name="replicas">How many there are.</param>
    /// <param name="value">All of it, in thousandths.</param>
    /// <param name="target">Of one replica, in thousandths.</param>
    /// <param name="tolerances">In force.</param>
    public static ReplicaProposal ForShare(int replicas, long value, long target, Tolerances tolerances)
    {
        var ratio = value / ((double)target * replicas);
        var wanted = tolerances.Accepts(ratio) ? replicas : Counts.Ceiling((double)value / target);
        var share = replicas == 0 ? value : (double)value / replicas;
        return new ReplicaProposal(wanted, share >= long.MaxValue ? long.MaxValue : (long)Math.Ceiling(share));
    }
}

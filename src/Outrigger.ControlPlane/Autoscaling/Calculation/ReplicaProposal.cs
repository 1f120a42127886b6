namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>What one metric asks for.</summary>
/// <param name="Replicas">How many.</param>
/// <param name="Usage">The value that it follows from, in thousandths: an average over the pods, or the whole value.</param>
/// <param name="Utilization">The same in percent of the requests, where that is the target.</param>
internal readonly record struct ReplicaProposal(int Replicas, long Usage, int? Utilization = null);

namespace Outrigger.ControlPlane.Autoscaling.Calculation;

/// <summary>No number of replicas follows from what is known; the message goes into conditions and events.</summary>
internal sealed class ReplicaException(string message) : Exception(message);

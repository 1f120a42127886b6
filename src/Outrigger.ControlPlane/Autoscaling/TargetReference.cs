namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>spec.scaleTargetRef: an object of the autoscaler's namespace.</summary>
internal sealed record TargetReference(string ApiVersion, string Kind, string Name);

using Outrigger.ControlPlane.Access;

namespace Outrigger.ControlPlane.Autoscaling;

/// <summary>Tells in Events what was done about an autoscaler and what went wrong.</summary>
internal sealed class AutoscalerEvents(LocalObjects objects, TimeProvider time)
{
    private readonly ObjectEvents events = new(objects, "horizontal-pod-autoscaler", time);

    /// <summary>Something that an operator should look at.</summary>
    public Task WarnAsync(AutoscalerSpec about, string reason, string message, CancellationToken cancellationToken) =>
        events.WarnAsync(Subject(about), reason, message, cancellationToken);

    /// <summary>Something that was done.</summary>
    public Task NoteAsync(AutoscalerSpec about, string reason, string message, CancellationToken cancellationToken) =>
        events.NoteAsync(Subject(about), reason, message, cancellationToken);

    private static EventSubject Subject(AutoscalerSpec about) =>
        new("autoscaling/v2", "HorizontalPodAutoscaler", about.Namespace, about.Name, about.Uid);
}

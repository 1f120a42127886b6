using Microsoft.Extensions.Logging;
using Outrigger.ControlPlane.Access;
using Outrigger.ControlPlane.FlowControl;
using Outrigger.ControlPlane.Rbac;

namespace Outrigger.ControlPlane.Hosting;

/// <summary>What every loop needs.</summary>
/// <param name="Objects">Writes only while this server leads.</param>
/// <param name="Rbac">Filled by the feeds.</param>
/// <param name="Time">The clock.</param>
/// <param name="Log">For failures.</param>
internal sealed record ControlLoopParts(LocalObjects Objects, RbacState Rbac, TimeProvider Time, ILogger Log)
{
    /// <summary>The same as <see cref="Objects"/> for the controllers of workloads, in the name of kube-controller-manager.</summary>
    public required LocalObjects Managed { get; init; }

    /// <summary>Null without flow control.</summary>
    public FlowLoops? Flows { get; init; }

    /// <summary>Made anew whenever this server begins to lead; null without a way to the metrics.</summary>
    public Func<IBackgroundLoop?> Autoscaler { get; init; } = static () => null;
}

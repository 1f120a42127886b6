namespace Outrigger.ControlPlane.FlowControl;

/// <summary>What goes on about flow control.</summary>
/// <param name="Feed">Runs in every server.</param>
/// <param name="Controller">Made anew whenever this server begins to lead.</param>
internal sealed record FlowLoops(FlowControlFeed Feed, Func<FlowSchemaController> Controller);

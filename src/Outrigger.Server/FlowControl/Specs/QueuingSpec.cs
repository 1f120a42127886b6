namespace Outrigger.Server.FlowControl.Specs;

/// <summary>How the requests of a level wait (QueuingConfiguration).</summary>
/// <param name="Queues">How many queues there are.</param>
/// <param name="HandSize">How many of them a flow may use.</param>
/// <param name="LengthLimit">How many requests wait in one.</param>
internal readonly record struct QueuingSpec(int Queues, int HandSize, int LengthLimit);

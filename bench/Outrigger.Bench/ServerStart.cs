namespace Outrigger.Bench;

/// <summary>One start of a server.</summary>
/// <param name="ReadySeconds">From the start of the process until /readyz was 200.</param>
/// <param name="ProcessorSeconds">Of its processor time until then.</param>
/// <param name="ResidentMegabytes">When it had nothing to do for a while.</param>
/// <param name="PrivateMegabytes">Of that, what no file backs.</param>
internal sealed record ServerStart(double ReadySeconds, double ProcessorSeconds, double ResidentMegabytes, double PrivateMegabytes);

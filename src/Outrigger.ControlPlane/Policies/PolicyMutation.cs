using Outrigger.ApiMachinery.Cel.Programs;

namespace Outrigger.ControlPlane.Policies;

/// <summary>A change that a policy makes.</summary>
/// <param name="IsPatch">Whether the expression makes a JSON patch; else it makes a configuration that is applied.</param>
/// <param name="Text">The expression.</param>
/// <param name="Program">The expression, compiled; null when it cannot be.</param>
/// <param name="Fault">Why it cannot be evaluated; empty when it can.</param>
internal sealed record PolicyMutation(bool IsPatch, string Text, CelProgram? Program, string Fault);

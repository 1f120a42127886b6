using System.Text.Json.Nodes;
using Outrigger.ControlPlane.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>One evaluation of a policy that a request calls for.</summary>
/// <param name="Policy">The policy.</param>
/// <param name="Target">The version in which it sees the object.</param>
/// <param name="Binding">What puts it into force; null when the policy itself is at fault.</param>
/// <param name="Parameters">Its parameters; null for none.</param>
/// <param name="Fault">Why it cannot be evaluated; empty when it can.</param>
internal sealed record PolicyInvocation<T>(T Policy, HookTarget Target, PolicyBinding? Binding, JsonObject? Parameters, string Fault)
    where T : AdmissionPolicy;

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Admission;

namespace Outrigger.ControlPlane.Policies;

/// <summary>What puts a policy into force.</summary>
internal sealed class PolicyBinding(JsonObject obj)
{
    public string Name { get; } = JsonNodes.GetString(obj, "metadata", "name") ?? "";

    public string PolicyName { get; } = JsonNodes.GetString(obj, "spec", "policyName") ?? "";

    public IMatchCriteria Criteria { get; } = new PolicyCriteria(JsonNodes.GetObject(obj, "spec", "matchResources"));

    /// <summary>What it gives the policy; null for no parameters.</summary>
    public ParameterReference? Parameters { get; } = ParameterReference.Read(JsonNodes.GetObject(obj, "spec", "paramRef"));

    /// <summary>Deny, Warn, Audit; empty for a mutating policy.</summary>
    public IReadOnlyList<string> Actions { get; } = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "validationActions"));
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Admission;

/// <summary>What puts a policy into force.</summary>
internal sealed class PolicyBinding(JsonObject obj)
{
    public string Name { get; } = JsonNodes.GetString(obj, "metadata", "name") ?? "";

    public string PolicyName { get; } = JsonNodes.GetString(obj, "spec", "policyName") ?? "";

    public IMatchCriteria Criteria { get; } = new PolicyCriteria(JsonNodes.GetObject(obj, "spec", "matchResources"));

    /// <summary>Deny, Warn, Audit.</summary>
    public IReadOnlyList<string> Actions { get; } = JsonNodes.StringList(JsonNodes.Get(obj, "spec", "validationActions"));
}

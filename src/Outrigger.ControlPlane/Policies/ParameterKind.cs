using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Policies;

/// <summary>Of what kind the parameters of a policy are (spec.paramKind).</summary>
internal sealed record ParameterKind(string ApiVersion, string Kind)
{
    /// <summary>Reads it; null when the policy takes no parameters.</summary>
    public static ParameterKind? Read(JsonObject? kind) => kind is null
        ? null
        : new ParameterKind(JsonNodes.GetString(kind, "apiVersion") ?? "", JsonNodes.GetString(kind, "kind") ?? "");

    /// <summary>As messages of Kubernetes name it: <c>example.com/v1, Kind=Limit</c>.</summary>
    public override string ToString() =>
        GroupVersion.TryParse(ApiVersion, out var version) ? $"{version.Group}/{version.Version}, Kind={Kind}" : $"{ApiVersion}, Kind={Kind}";
}

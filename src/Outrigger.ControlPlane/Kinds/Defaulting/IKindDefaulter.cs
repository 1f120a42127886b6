using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ControlPlane.Kinds.Defaulting;

/// <summary>What a built-in kind is given by rule, beside the constants of its schema file (kubernetes pkg/apis/*/v1/defaults.go).</summary>
internal interface IKindDefaulter
{
    /// <summary>The resource.</summary>
    GroupResource Resource { get; }

    /// <summary>Fills in what is missing; the object is in canonical form and has the defaults of its schema. Doing it again changes nothing.</summary>
    void Default(JsonObject obj);
}

using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.CustomResources.Definitions;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>What decides how a CRD is served: another one is another serving generation.</summary>
internal sealed record DefinitionIdentity(string Uid, long Generation, string AcceptedNames, bool Terminating)
{
    public static DefinitionIdentity Of(Definition crd) => new(
        crd.Metadata.Uid, crd.Metadata.Generation, ObjectWriter.ToText(crd.Accepted.ToJson()), crd.IsTerminating);

    /// <summary>Whether the schema or the versions differ, so that watches must begin anew; not only whether creating is allowed.</summary>
    public bool IsOtherGeneration(DefinitionIdentity other) => this with { Terminating = other.Terminating } != other;
}

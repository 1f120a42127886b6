using Outrigger.ControlPlane.CustomResources.Definitions;
using Outrigger.Registry.Building;
using Outrigger.Registry.Resources;

namespace Outrigger.ControlPlane.CustomResources.Serving;

/// <summary>A CRD that is served: one generation of it.</summary>
/// <param name="Identity">Changes when what is served must change.</param>
/// <param name="Registration">The store, and a resource for each version.</param>
/// <param name="Served">The resources of the versions that are served.</param>
internal sealed record ServedDefinition(DefinitionIdentity Identity, ResourceRegistration Registration, IReadOnlyList<ServedResource> Served);

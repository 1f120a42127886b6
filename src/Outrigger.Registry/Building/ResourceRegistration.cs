using Outrigger.Registry.Resources;
using Outrigger.Registry.Stores;

namespace Outrigger.Registry.Building;

/// <summary>A resource that was built: what serves it, and what goes into the catalog.</summary>
/// <param name="Store">For in-process use: controllers, admission plugins.</param>
/// <param name="Versions">One for each served version, in the order of the model.</param>
public sealed record ResourceRegistration(ObjectStore Store, IReadOnlyList<ServedResource> Versions);

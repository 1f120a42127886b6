using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Models;

/// <summary>
/// Turns objects (owned by the callee, with their apiVersion) into another version of their kind in one call to another server, in
/// the order given. Refuses with a StatusException.
/// </summary>
/// <param name="objects">None of them is in the wanted version.</param>
/// <param name="target">The kind in the version that is wanted.</param>
/// <param name="cancellationToken">Ends the wait.</param>
public delegate ValueTask<IReadOnlyList<JsonObject>> RemoteConverter(
    IReadOnlyList<JsonObject> objects, KindDefinition target, CancellationToken cancellationToken);

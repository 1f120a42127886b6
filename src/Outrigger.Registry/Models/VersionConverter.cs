using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Models;

/// <summary>
/// Turns an object (owned by the callee, with its apiVersion) into another version of its kind. Refuses with a StatusException.
/// </summary>
/// <param name="obj">The object in the version that its apiVersion names.</param>
/// <param name="target">The kind in the version that is wanted.</param>
/// <param name="cancellationToken">Ends the wait for a conversion webhook.</param>
public delegate ValueTask<JsonObject> VersionConverter(JsonObject obj, KindDefinition target, CancellationToken cancellationToken);

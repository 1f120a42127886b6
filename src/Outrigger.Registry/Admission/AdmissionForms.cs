using System.Text.Json;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Kinds;

namespace Outrigger.Registry.Admission;

/// <summary>The versions (and groups) in which the object of an admission request can be shown.</summary>
/// <param name="kinds">Every version of the resource.</param>
/// <param name="convert">Converts an object, which it may change, into one of them.</param>
/// <param name="json">How C# objects of the kind become JSON and back; null for the usual options.</param>
public sealed class AdmissionForms(
    IReadOnlyList<KindDefinition> kinds,
    Func<KindDefinition, JsonObject, CancellationToken, ValueTask<JsonObject>> convert,
    JsonSerializerOptions? json = null)
{
    /// <summary>How C# objects of the kind become JSON and back; null for the usual options.</summary>
    public JsonSerializerOptions? Json { get; } = json;

    /// <summary>Every version of the resource.</summary>
    public IReadOnlyList<KindDefinition> Kinds { get; } = kinds;

    /// <summary>How configurations are merged into objects of each version, read when it is first asked for.</summary>
    internal Lazy<KindVersions>? Schemas { get; init; }

    /// <summary>How configurations are merged into objects of a version; null when that is not known.</summary>
    public KindSchema? SchemaOf(KindDefinition kind) => Schemas?.Value.Find(kind.Kind.GroupVersion.ToString());

    /// <summary>A copy of the object in another version.</summary>
    public ValueTask<JsonObject> ToAsync(KindDefinition target, JsonObject obj, CancellationToken cancellationToken) =>
        convert(target, (JsonObject)obj.DeepClone(), cancellationToken);
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Models;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Objects;

/// <summary>
/// Stored objects as another version shows them when another server converts: asked in batches, and once per object and generation
/// as long as the object is remembered.
/// </summary>
internal sealed class RemoteForms(ResourceModel model)
{
    private const int MaxBatch = 250;
    private const int MaxBatchBytes = 2 * 1024 * 1024;
    private readonly ServedForms forms = new(model);

    /// <summary>The objects as a version shows them, in their order. A conversion that fails refuses the request.</summary>
    public async ValueTask<IReadOnlyList<StoredObject>> OfAsync(
        IReadOnlyList<StoredObject> stored, KindDefinition kind, FactPaths facts, CancellationToken cancellationToken)
    {
        var shown = new StoredObject[stored.Count];
        var missing = new List<int>();
        var bytes = 0;
        for (var i = 0; i < stored.Count; i++)
        {
            if (ServedForms.IsIn(stored[i], kind))
            {
                shown[i] = forms.Of(stored[i], kind, facts);
            }
            else if (stored[i].FindDerived<StoredObject>(kind) is { } known)
            {
                shown[i] = known;
            }
            else
            {
                missing.Add(i);
                bytes += stored[i].Length;
            }

            if (missing.Count == MaxBatch || bytes > MaxBatchBytes || (i == stored.Count - 1 && missing.Count > 0))
            {
                await ConvertAsync(stored, shown, missing, kind, facts, cancellationToken).ConfigureAwait(false);
                missing.Clear();
                bytes = 0;
            }
        }

        return shown;
    }

    private async ValueTask ConvertAsync(
        IReadOnlyList<StoredObject> stored,
        StoredObject[] shown,
        List<int> places,
        KindDefinition kind,
        FactPaths facts,
        CancellationToken cancellationToken)
    {
        var convert = model.ConvertRemotely ?? throw new InvalidOperationException($"{model.Resource} is not converted by another server");
        var trees = places.ConvertAll(i => forms.Tree(stored[i], facts));
        IReadOnlyList<JsonObject> converted = await convert(trees, kind, cancellationToken).ConfigureAwait(false);
        if (converted.Count != places.Count)
        {
            throw ApiErrors.Internal($"the conversion of {places.Count} {model.Resource} returned {converted.Count}");
        }

        for (var i = 0; i < places.Count; i++)
        {
            Pruner.Prune(converted[i], kind.Schema);
            var made = ServedForms.Made(stored[places[i]], converted[i], facts);
            shown[places[i]] = stored[places[i]].GetOrDerive(kind, _ => made);
        }
    }
}

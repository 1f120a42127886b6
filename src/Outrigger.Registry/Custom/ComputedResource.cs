using System.Text.Json;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Lists;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Typed;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Custom;

/// <summary>
/// A kind that is stored nowhere: get and list ask its source each time. Selectors are given; a list is never cut into pages and has no
/// resourceVersion, so there is nothing to watch from (as with metrics.k8s.io in Kubernetes).
/// </summary>
/// <typeparam name="T">The C# class of the kind.</typeparam>
public sealed class ComputedResource<T>(IObjectSource<T> source, KindDefinition kind, JsonSerializerOptions? json = null) : IObjectGetter, IObjectLister
    where T : class
{
    private readonly CustomCodec<T> codec = new(kind, json ?? TypedJson.Options);

    /// <summary>The resource with the verbs it has.</summary>
    public ServedResource Serve() => new(
        kind with { Verbs = ["get", "list"], Subresources = [] },
        KindOrigin.Typed,
        new ResourceVerbs { Get = this, List = this },
        System.Collections.Frozen.FrozenDictionary<string, ServedSubresource>.Empty);

    /// <inheritdoc/>
    public async ValueTask<StoredObject> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken) =>
        await source.GetAsync(new ObjectName(context.Namespace, context.Name), cancellationToken).ConfigureAwait(false) is { } item
            ? codec.Encode(item.Object)
            : throw ApiErrors.NotFound(kind.Resource.GroupResource, context.Name);

    /// <inheritdoc/>
    public async ValueTask<ObjectList> ListAsync(OperationContext context, ListQuery query, CancellationToken cancellationToken)
    {
        ListRules.CheckList(query);
        var known = new KnownFields(KindOrigin.Typed, kind.Namespaced, kind.SelectableFields, FieldLabelWords.Common);
        var filter = ObjectFilter.Parse(query.LabelSelector, query.FieldSelector).For(known);
        var items = new List<StoredObject>();
        await foreach (var item in source.ListAsync(cancellationToken).ConfigureAwait(false))
        {
            var encoded = codec.Encode(item.Object);
            if ((context.Namespace.Length == 0 || encoded.Namespace == context.Namespace) && filter.Matches(encoded))
            {
                items.Add(encoded);
            }
        }

        items.Sort((a, b) => KeyOrder.Compare(Key(a), Key(b)));
        return new ObjectList(0, items);
    }

    private string Key(StoredObject item) => codec.Key(new ObjectName(item.Namespace, item.Name));
}

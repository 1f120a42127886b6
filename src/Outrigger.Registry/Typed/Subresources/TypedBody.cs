using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Models;
using Outrigger.Registry.Objects;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Registry.Strategies;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>The bodies of a subresource: read out of what clients send, and written as answers.</summary>
internal sealed class TypedBody<TBody>
    where TBody : class
{
    private readonly TypedSubresourceHost host;
    private readonly ObjectDecoder decoder;

    public TypedBody(TypedSubresourceHost host, IReadOnlyList<string> verbs)
    {
        this.host = host;
        Kind = TypedKind.Of(typeof(TBody), host.ObjectMeta, host.Json) with { Namespaced = host.Namespaced, Verbs = verbs, Subresources = [] };
        decoder = new ObjectDecoder(new ResourceModel
        {
            Kinds = [Kind], StorageVersion = Kind.Kind.Version, Origin = KindOrigin.Typed, Strategy = new CustomStrategy(), Json = host.Json,
        });
    }

    public KindDefinition Kind { get; }

    /// <summary>Brings what a client sent, or a patch made, into the form of its kind; refuses what is none. <paramref name="change"/> is null for a body.</summary>
    public void Decode(OperationContext context, JsonObject obj, IObjectChange? change)
    {
        decoder.Decode(context, Kind, obj, change);
        var meta = MetadataView.Of(obj);
        Complete(context, meta);
        Scoping.MatchName(context, meta);
        if (host.Namespaced && meta.Namespace != context.Namespace)
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }

        var errors = new List<FieldError>();
        SchemaValidator.Validate(obj, Kind.Schema, "", errors);
        if (errors.Count > 0)
        {
            throw ApiErrors.Invalid(Kind.Kind.GroupKind, context.Name, errors);
        }
    }

    public TBody Read(JsonObject obj) => TypedObjects.Read<TBody>(obj, host.Json);

    /// <summary>A body as a tree with its kind and the name of the object that it is about.</summary>
    public JsonObject Tree(OperationContext context, TBody body)
    {
        var written = (JsonObject)JsonTypes.ToTree(body, host.Json)!;
        var tree = new JsonObject { ["kind"] = Kind.Kind.Kind, ["apiVersion"] = Kind.Kind.GroupVersion.ToString(), ["metadata"] = new JsonObject() };
        foreach (var name in written.Select(p => p.Key).Where(n => n is not ("kind" or "apiVersion")).ToList())
        {
            JsonNodes.Move(written, tree, name);
        }

        Complete(context, MetadataView.Of(tree));
        return tree;
    }

    /// <summary>The same as the registry hands objects on; 0 for one that has no revision.</summary>
    public static StoredObject Answer(JsonObject tree, long revision) =>
        revision == 0 ? StoredObject.Create(tree, FactPaths.None) : StoredObject.Create(tree, FactPaths.None).WithRevision(revision);

    private void Complete(OperationContext context, MetadataView meta)
    {
        meta.Name = meta.Name.Length == 0 ? context.Name : meta.Name;
        meta.Namespace = meta.Namespace.Length == 0 && host.Namespaced ? context.Namespace : meta.Namespace;
    }
}

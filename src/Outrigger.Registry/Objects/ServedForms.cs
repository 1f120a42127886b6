using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Objects;

/// <summary>
/// Stored objects as one version of a kind shows them: brought up to a schema that changed since they were written, and converted.
/// Derived once per entry and generation, then shared by all readers. Built-in kinds are shown as they are stored.
/// </summary>
internal sealed class ServedForms(ResourceModel model)
{
    private readonly string prefix = model.Resource.Group.Length == 0 ? "" : $"{model.Resource.Group}/";

    /// <summary>Whether some objects may look different from what is stored.</summary>
    public bool Differ { get; } = model.Origin != KindOrigin.BuiltIn;

    /// <summary>The object as a version shows it. A conversion that fails refuses the request.</summary>
    public StoredObject Of(StoredObject stored, KindDefinition kind, FactPaths facts) =>
        Differ ? stored.GetOrDerive(kind, source => Derive(source, kind, facts)) : stored;

    /// <summary>Notes that the object was just written under this model, so that it need not be looked at.</summary>
    public void Written(StoredObject stored)
    {
        if (Differ)
        {
            stored.GetOrDerive(model.StorageKind, static source => source);
        }
    }

    /// <summary>A new tree of the object in its stored version, brought up to the schema of that version.</summary>
    public JsonObject Tree(StoredObject stored)
    {
        var tree = stored.ToTree(prefix + stored.Version, model.GroupKind.Kind);
        if (Differ && model.Find(stored.Version) is { } own)
        {
            Pruner.Prune(tree, own.Schema);
            Defaulter.Apply(tree, own.Schema);
        }

        return tree;
    }

    private StoredObject Derive(StoredObject stored, KindDefinition kind, FactPaths facts)
    {
        var tree = Tree(stored);
        var isSame = string.Equals(stored.Version, kind.Kind.Version, StringComparison.Ordinal);
        if (!isSame && !model.RenamesOnly)
        {
            tree = Converted(tree, kind);
        }

        if (!isSame)
        {
            Pruner.Prune(tree, kind.Schema);
        }

        // The version of the bytes is what says which they are; a rename alone needs no bytes of its own.
        var made = StoredObject.Create(tree, facts);
        return made.EncodeValue().Span.SequenceEqual(stored.EncodeValue().Span) ? stored : made.WithRevision(stored.ResourceVersion);
    }

    private JsonObject Converted(JsonObject tree, KindDefinition kind)
    {
        var converted = model.ToAsync(kind, tree, CancellationToken.None);
        return converted.IsCompleted
            ? converted.GetAwaiter().GetResult()
            : throw ApiErrors.Internal($"the conversion of {model.Resource} to {kind.Kind.Version} does not answer at once");
    }
}

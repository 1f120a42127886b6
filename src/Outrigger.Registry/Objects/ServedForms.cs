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
/// Derived once per entry and generation, then shared by all readers. Built-in kinds are stored in one version only, which is shown
/// as it is.
/// </summary>
internal sealed class ServedForms(ResourceModel model)
{
    private readonly string prefix = model.Resource.Group.Length == 0 ? "" : $"{model.Resource.Group}/";
    private readonly bool isBuiltIn = model.Origin == KindOrigin.BuiltIn;

    /// <summary>Whether some objects may look different from what is stored.</summary>
    public bool Differ { get; } = model.Origin != KindOrigin.BuiltIn || model.Kinds.Count > 1;

    /// <summary>Whether this is a built-in kind that is served in several forms.</summary>
    public bool Convert => isBuiltIn && Differ;

    /// <summary>Whether a conversion waits for another server, so that <see cref="Of"/> alone does not do.</summary>
    public bool Wait { get; } = model.ConvertRemotely is not null;

    /// <summary>The object as a version shows it; not for a conversion that waits. One that fails refuses the request.</summary>
    public StoredObject Of(StoredObject stored, KindDefinition kind, FactPaths facts) =>
        !Differ || (isBuiltIn && ReferenceEquals(kind, model.StorageKind))
            ? stored
            : stored.GetOrDerive(kind, source => Derive(source, kind, facts));

    /// <summary>Notes that the object was just written under this model, so that it need not be looked at.</summary>
    public void Written(StoredObject stored)
    {
        if (Differ && !isBuiltIn)
        {
            stored.GetOrDerive(model.StorageKind, static source => source);
        }
    }

    /// <summary>A new tree of the object in its stored version, brought up to the schema of that version; for writes.</summary>
    public JsonObject Tree(StoredObject stored, FactPaths facts)
    {
        var tree = stored.ToTree(prefix + stored.Version, model.GroupKind.Kind, facts);
        if (!isBuiltIn && model.Find(stored.Version) is { } own)
        {
            Pruner.Prune(tree, own.Schema);
            Defaulter.Apply(tree, own.Schema);
        }

        return tree;
    }

    private StoredObject Derive(StoredObject stored, KindDefinition kind, FactPaths facts)
    {
        var tree = Tree(stored, facts);
        if (isBuiltIn)
        {
            tree = Converted(tree, kind);
        }
        else if (!IsIn(stored, kind))
        {
            tree = model.RenamesOnly ? tree : Converted(tree, kind);
            Pruner.Prune(tree, kind.Schema);
        }

        return Made(stored, tree, facts);
    }

    /// <summary>Whether the object is stored in the version.</summary>
    public static bool IsIn(StoredObject stored, KindDefinition kind) =>
        string.Equals(stored.Version, kind.Kind.Version, StringComparison.Ordinal);

    /// <summary>What is shown of a stored object when its tree in the wanted version is this one; the object itself when nothing differs.</summary>
    public static StoredObject Made(StoredObject stored, JsonObject tree, FactPaths facts)
    {
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

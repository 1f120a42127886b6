using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Storage.Objects;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>The objects that a subresource is about, as objects of their class.</summary>
internal sealed class TypedParent<T>(TypedSubresourceHost host, IObjectGetter getter, IObjectUpdater updater)
    where T : class
{
    /// <summary>The object of a request, in its storage version; 404 when it is not there.</summary>
    public async ValueTask<ParentObject<T>> GetAsync(OperationContext context, string resourceVersion, CancellationToken cancellationToken)
    {
        var stored = await getter.GetAsync(Context(context, ""), resourceVersion, cancellationToken).ConfigureAwait(false);
        return Read(stored);
    }

    /// <summary>Changes the object, again when somebody else was faster; returns it as it is then.</summary>
    public async ValueTask<T> EditAsync(OperationContext context, string subresource, Action<T> edit, CancellationToken cancellationToken) =>
        (await WriteAsync(context, subresource, new ObjectEdit(tree => Edit(tree, edit)), cancellationToken).ConfigureAwait(false)).Value;

    /// <summary>Changes the object as it was in a version; 409 when it is another one now.</summary>
    public ValueTask<ParentObject<T>> EditAsync(
        OperationContext context, MetadataView known, Action<T> edit, CancellationToken cancellationToken)
    {
        var (uid, version) = (known.Uid, known.ResourceVersion);
        return WriteAsync(context, "", new EditOfVersion(uid, version, tree => Edit(tree, edit)), cancellationToken);
    }

    private async ValueTask<ParentObject<T>> WriteAsync(
        OperationContext context, string subresource, IObjectChange change, CancellationToken cancellationToken)
    {
        var outcome = await updater.UpdateAsync(Context(context, subresource), change, cancellationToken).ConfigureAwait(false);
        return Read(outcome.Object);
    }

    private ParentObject<T> Read(StoredObject stored)
    {
        var tree = stored.ToTree();
        return new ParentObject<T>(TypedObjects.Read<T>(tree, host.Json), MetadataView.Of(tree), stored.ResourceVersion);
    }

    private void Edit(JsonObject tree, Action<T> edit)
    {
        var typed = TypedObjects.Read<T>(tree, host.Json);
        edit(typed);
        TypedObjects.WriteInto(typed, tree, host.Json);
    }

    // What was odd about the body of the subresource is told already.
    private OperationContext Context(OperationContext context, string subresource) =>
        context with { Resource = host.Parent, Subresource = subresource, FieldValidation = FieldValidation.Ignore, Read = null };

    private sealed class EditOfVersion(string uid, string resourceVersion, Action<JsonObject> edit) : IObjectChange
    {
        public bool MayRetry => false;

        public bool MayCreate => false;

        public string PreconditionUid => uid;

        public JsonObject Apply(JsonObject current, OperationContext context)
        {
            edit(current);
            MetadataView.Of(current).ResourceVersion = resourceVersion;
            return current;
        }
    }
}

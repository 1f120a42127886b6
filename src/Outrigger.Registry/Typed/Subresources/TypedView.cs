using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>
/// A subresource that shows one object in another form: GET, which the verb <c>get</c> on it allows. See <see cref="TypedWritableView{T, TView}"/> for one
/// that clients write, too.
/// </summary>
/// <typeparam name="T">The C# class of the kind, in its storage version.</typeparam>
/// <typeparam name="TView">What is shown: a class with <c>[KubernetesResource]</c>, which is served nowhere else.</typeparam>
/// <param name="name">What stands behind the object's name in paths: a lower-case label.</param>
public abstract class TypedView<T, TView>(string name) : TypedSubresource<T>(name)
    where T : class
    where TView : class
{
    private static readonly string[] Reading = ["get"];
    private static readonly string[] Writing = ["get", "patch", "update"];

    /// <summary>What is shown of an object. Name, namespace, uid and resourceVersion are put into its metadata.</summary>
    public abstract ValueTask<TView> GetAsync(T obj, CancellationToken cancellationToken);

    /// <summary>Brings a view that was written into the object; null when it cannot be written.</summary>
    internal virtual Action<TView, T>? Applies => null;

    internal sealed override OwnSubresource Make(TypedSubresourceHost host)
    {
        var verbs = Applies is null ? Reading : Writing;
        var body = new TypedBody<TView>(host, verbs);
        var definition = new SubresourceDefinition(Name, body.Kind.Kind, verbs);
        return new OwnSubresource(definition, (getter, updater) =>
        {
            var store = new ViewStore<T, TView>(this, body, new TypedParent<T>(host, getter, updater));
            return new ServedSubresource(
                definition, body.Kind, KindOrigin.Typed, new ResourceVerbs { Get = store, Update = Applies is null ? null : store });
        });
    }
}

using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Models;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>
/// A subresource that does something with one object: POST of a body of a kind of its own, which is answered with one of the same kind, as
/// <c>serviceaccounts/token</c> is. The caller needs the verb <c>create</c> on it. Admission plugins see the body, as a create.
/// </summary>
/// <typeparam name="T">The C# class of the kind, in its storage version.</typeparam>
/// <typeparam name="TBody">What is sent and answered: a class with <c>[KubernetesResource]</c>, which is served nowhere else.</typeparam>
/// <param name="name">What stands behind the object's name in paths: a lower-case label.</param>
public abstract class TypedAction<T, TBody>(string name) : TypedSubresource<T>(name)
    where T : class
    where TBody : class
{
    private static readonly string[] Verbs = ["create"];

    /// <summary>
    /// Does it, and returns what is answered (201). The body has its schema's form; the object is there. Refuses with a StatusException. In a
    /// dry run nothing may be changed that lasts.
    /// </summary>
    public abstract ValueTask<TBody> RunAsync(TypedActionRequest<T, TBody> request, CancellationToken cancellationToken);

    internal sealed override OwnSubresource Make(TypedSubresourceHost host)
    {
        var body = new TypedBody<TBody>(host, Verbs);
        var definition = new SubresourceDefinition(Name, body.Kind.Kind, Verbs);
        return new OwnSubresource(definition, (getter, updater) =>
        {
            var objects = new TypedParent<T>(host, getter, updater);
            var verbs = new ResourceVerbs { Create = new ActionCreator<T, TBody>(this, body, objects, host.Admission) };
            return new ServedSubresource(definition, body.Kind, KindOrigin.Typed, verbs);
        });
    }
}

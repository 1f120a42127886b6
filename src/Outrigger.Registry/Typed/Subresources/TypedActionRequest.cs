using Outrigger.ApiMachinery.Identity;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>What is asked of a <see cref="TypedAction{T, TBody}"/>.</summary>
public sealed class TypedActionRequest<T, TBody>
    where T : class
    where TBody : class
{
    private readonly OperationContext context;
    private readonly TypedParent<T> objects;

    internal TypedActionRequest(OperationContext context, TypedParent<T> objects, T obj, TBody body)
    {
        this.context = context;
        this.objects = objects;
        Object = obj;
        Body = body;
    }

    /// <summary>The object that the action is about, as it is stored.</summary>
    public T Object { get; }

    /// <summary>What was sent.</summary>
    public TBody Body { get; }

    /// <summary>Who asks, after impersonation.</summary>
    public UserInfo User => context.User;

    /// <summary>Empty for cluster-scoped kinds.</summary>
    public string Namespace => context.Namespace;

    /// <summary>The object's name.</summary>
    public string Name => context.Name;

    /// <summary>Nothing may be changed that lasts; <see cref="UpdateAsync"/> and <see cref="UpdateStatusAsync"/> heed it themselves.</summary>
    public bool DryRun => context.DryRun;

    /// <summary>Tells the client something, as a Warning header.</summary>
    public void Warn(string text) => context.Warnings.Add(text);

    /// <summary>
    /// Changes the object as an update by the caller would, but with the right to the action alone: rules and admission plugins have their say.
    /// <paramref name="edit"/> runs once more when somebody else was faster. Returns the object as it is then.
    /// </summary>
    public ValueTask<T> UpdateAsync(Action<T> edit, CancellationToken cancellationToken) => objects.EditAsync(context, "", edit, cancellationToken);

    /// <summary>The same for the status alone.</summary>
    public ValueTask<T> UpdateStatusAsync(Action<T> edit, CancellationToken cancellationToken) =>
        objects.EditAsync(context, "status", edit, cancellationToken);
}

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>
/// A view that clients write, too, as <c>scale</c> is: PUT and PATCH. A write is one of the object, with its rules and admission plugins, but
/// the verbs <c>update</c> and <c>patch</c> on the subresource suffice. Server-side apply is refused: nobody owns fields of a view.
/// </summary>
/// <inheritdoc/>
public abstract class TypedWritableView<T, TView>(string name) : TypedView<T, TView>(name)
    where T : class
    where TView : class
{
    /// <summary>Brings a view that was written, and has its schema's form, into the object. Refuses with a StatusException.</summary>
    public abstract void Apply(TView view, T obj);

    internal sealed override Action<TView, T>? Applies => Apply;
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Admission;

/// <summary>What an admission plugin sees.</summary>
/// <param name="operation">What is about to happen.</param>
/// <param name="context">User, resource, namespace, name, dry run.</param>
/// <param name="kind">The kind of the object.</param>
/// <param name="obj">The new object; null for Delete.</param>
/// <param name="readOld">Reads the stored object, at most once; null for Create.</param>
public sealed class AdmissionRequest(
    AdmissionOperation operation, OperationContext context, GroupVersionKind kind, JsonObject? obj, Func<JsonObject>? readOld)
{
    private JsonObject? old;
    private Dictionary<IAdmissionPlugin, object>? kept;

    /// <summary>What is about to happen.</summary>
    public AdmissionOperation Operation { get; } = operation;

    /// <summary>User, resource, namespace, name, dry run.</summary>
    public OperationContext Context { get; } = context;

    /// <summary>The kind of the object.</summary>
    public GroupVersionKind Kind { get; } = kind;

    /// <summary>The new object; a mutating plugin changes it in place. Null for Delete.</summary>
    public JsonObject? Object { get; } = obj;

    /// <summary>The stored object, not to be changed; parsed when first asked for. Null for Create.</summary>
    public JsonObject? OldObject => old ??= readOld?.Invoke();

    /// <summary>The versions in which the object can be shown; null when it has only the one of <see cref="Kind"/>.</summary>
    public AdmissionForms? Forms { get; init; }

    /// <summary>The object behind a subresource whose kind is its own (scale); null when <see cref="Object"/> is the object itself.</summary>
    public AdmissionParent? Parent { get; init; }

    /// <summary>How an object is to be deleted; null for other operations.</summary>
    public DeleteOptions? DeleteOptions { get; init; }

    /// <summary>Whether <see cref="Replace"/> was called since the object was last brought into the form of its kind.</summary>
    public bool IsReplaced { get; internal set; }

    /// <summary>Whether the mutations are gone through once more, because a plugin asked for it (<see cref="Reinvoke"/>).</summary>
    public bool IsReinvoked { get; internal set; }

    internal bool WantsReinvocation { get; private set; }

    /// <summary>
    /// Has all mutating plugins see the object once more when the last one is done, as it changed after some of them saw it. That happens
    /// once, however often it is asked for (Kubernetes, "Reinvocation policy").
    /// </summary>
    public void Reinvoke() => WantsReinvocation = true;

    /// <summary>What a plugin keeps of this request from one invocation to the next; made when it is first asked for.</summary>
    public T Keep<T>(IAdmissionPlugin plugin)
        where T : class, new()
    {
        kept ??= [];
        if (!kept.TryGetValue(plugin, out var state))
        {
            kept[plugin] = state = new T();
        }

        return (T)state;
    }

    /// <summary>Puts another content in the place of <see cref="Object"/>, which a client of this server made; takes the tree over.</summary>
    public void Replace(JsonObject content)
    {
        var target = Object ?? throw new InvalidOperationException("a delete has no object to replace");
        target.Clear();
        foreach (var name in content.Select(m => m.Key).ToList())
        {
            JsonNodes.Move(content, target, name);
        }

        IsReplaced = true;
    }
}

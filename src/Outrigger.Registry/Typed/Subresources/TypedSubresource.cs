using System.Text.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Schemas;
using Outrigger.ApiMachinery.Validation;
using Outrigger.Registry.Admission;
using Outrigger.Registry.Models;

namespace Outrigger.Registry.Typed.Subresources;

/// <summary>
/// A subresource of a typed kind beside status and scale, at <c>…/widgets/NAME/SUBRESOURCE</c> in every version of the kind: either a
/// <see cref="TypedAction{T, TBody}"/> or a <see cref="TypedView{T, TView}"/>. It is a resource of its own for RBAC (<c>widgets/restart</c>).
/// </summary>
/// <typeparam name="T">The C# class of the kind, in its storage version.</typeparam>
public abstract class TypedSubresource<T>
    where T : class
{
    private protected TypedSubresource(string name) =>
        Name = name is "status" or "scale" || Formats.Dns1123Label(name).Count > 0
            ? throw new ArgumentException($"\"{name}\" cannot be the name of a subresource: it is a lower-case label, and not status or scale", nameof(name))
            : name;

    /// <summary>What stands behind the object's name in paths.</summary>
    public string Name { get; }

    internal abstract OwnSubresource Make(TypedSubresourceHost host);
}

/// <summary>What subresources of a kind are made with.</summary>
/// <param name="Parent">The kind in its storage version.</param>
/// <param name="Namespaced">Whether its objects are in namespaces.</param>
/// <param name="ObjectMeta">The schema of metadata.</param>
/// <param name="Admission">Sees what is asked of actions.</param>
/// <param name="Json">How objects become JSON and back.</param>
internal sealed record TypedSubresourceHost(
    GroupVersionResource Parent, bool Namespaced, Schema ObjectMeta, AdmissionChain Admission, JsonSerializerOptions Json);

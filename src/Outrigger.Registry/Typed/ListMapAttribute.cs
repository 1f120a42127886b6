namespace Outrigger.Registry.Typed;

/// <summary>The list's items are told apart by these keys (x-kubernetes-list-type: map).</summary>
/// <param name="keys">JSON names of scalar fields of the item.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListMapAttribute(params string[] keys) : Attribute
{
    public IReadOnlyList<string> Keys { get; } = keys;
}

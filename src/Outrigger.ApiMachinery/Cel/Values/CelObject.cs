using System.Diagnostics.CodeAnalysis;
using Outrigger.ApiMachinery.Cel.Types;

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A value of a library's own type.</summary>
public abstract class CelObject
{
    /// <summary>Its type, as <c>type(x)</c> shows it.</summary>
    public abstract CelType Type { get; }

    /// <summary>Its size for the calculation of costs.</summary>
    internal virtual long Size => 1;

    /// <summary>Whether it has a field of this name, and its value.</summary>
    public virtual bool TryGet(string name, [MaybeNullWhen(false)] out CelValue value)
    {
        value = default;
        return false;
    }

    /// <summary>Whether both are worth the same.</summary>
    internal virtual bool IsEqual(CelObject other, CelBudget budget) => ReferenceEquals(this, other);

    /// <summary>As messages show the value.</summary>
    public override string ToString() => Type.Name;
}

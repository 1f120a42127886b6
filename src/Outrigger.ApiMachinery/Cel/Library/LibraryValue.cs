using Outrigger.ApiMachinery.Cel.Types;
using Outrigger.ApiMachinery.Cel.Values;

namespace Outrigger.ApiMachinery.Cel.Library;

/// <summary>A value of one of Kubernetes' libraries: an address, a quantity, a version.</summary>
/// <param name="type">Its type in expressions.</param>
/// <param name="value">What it is; equal values are equal here.</param>
/// <param name="size">What calculations of costs take for its size.</param>
internal sealed class LibraryValue<T>(CelType type, T value, long size = 1) : CelObject
    where T : notnull
{
    public override CelType Type => type;

    public T Value => value;

    internal override long Size => size;

    /// <summary>The value within one of an expression.</summary>
    public static T Of(CelValue value) => ((LibraryValue<T>)value.AsObject).Value;

    internal override bool IsEqual(CelObject other, CelBudget budget) => other is LibraryValue<T> same && value.Equals(same.Value);

    public override string ToString() => value.ToString() ?? "";
}

namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>A list of values that an expression made.</summary>
internal sealed class ArrayList(CelValue[] items) : CelList
{
    public override int Count => items.Length;

    public override CelValue this[int index] => items[index];
}

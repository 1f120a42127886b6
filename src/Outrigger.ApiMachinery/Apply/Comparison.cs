namespace Outrigger.ApiMachinery.Apply;

/// <summary>What differs between two objects; no path is in two of the sets.</summary>
/// <param name="Added">Paths that only the new object has, with the objects and lists on the way.</param>
/// <param name="Modified">Leaves that both have with different values.</param>
/// <param name="Removed">Paths that only the old object has.</param>
internal sealed record Comparison(FieldSet Added, FieldSet Modified, FieldSet Removed)
{
    /// <summary>Whether the objects are the same.</summary>
    public bool IsSame => Added.IsEmpty && Modified.IsEmpty && Removed.IsEmpty;

    /// <summary>Leaves out what is in a set, and all below it.</summary>
    public Comparison ExceptBelow(FieldSet ignored) => ignored.IsEmpty
        ? this
        : new Comparison(Added.ExceptBelow(ignored), Modified.ExceptBelow(ignored), Removed.ExceptBelow(ignored));
}

namespace Outrigger.ApiMachinery.Apply;

/// <summary>One path element in a <see cref="FieldSet"/>.</summary>
/// <param name="Element">The step.</param>
/// <param name="IsMember">Whether the path that ends here is in the set.</param>
/// <param name="Below">The paths that go on from here; null for none, never an empty set.</param>
internal readonly record struct FieldNode(PathElement Element, bool IsMember, FieldSet? Below);

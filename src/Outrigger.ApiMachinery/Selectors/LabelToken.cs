namespace Outrigger.ApiMachinery.Selectors;

/// <summary>A word or sign of a label selector's text.</summary>
internal readonly record struct LabelToken(LabelTokenKind Kind, string Text)
{
    /// <summary>In the place of a key or value, <c>in</c> and <c>notin</c> are plain words.</summary>
    public LabelTokenKind KindAsValue =>
        Kind is LabelTokenKind.In or LabelTokenKind.NotIn ? LabelTokenKind.Word : Kind;
}

using Outrigger.ApiMachinery.Schemas;

namespace Outrigger.ApiMachinery.Patching;

/// <summary>How a field is merged, as its schema says. A field that no schema knows is replaced when it is a list, else merged.</summary>
/// <param name="Value">The schema of the value.</param>
/// <param name="Strategy"><c>merge</c>, <c>replace</c> or empty.</param>
/// <param name="MergeKey">Empty when items are told apart by themselves.</param>
internal sealed record PatchField(Schema? Value, string Strategy, string MergeKey)
{
    public bool Replaces => Strategy is PatchDirectives.Replace;

    public bool Merges => Strategy is PatchDirectives.Merge;

    public static PatchField Of(Schema? owner, string name)
    {
        if (owner?.Find(name) is not { } field)
        {
            return new PatchField(owner?.Type == SchemaType.Map ? owner.Element : null, "", "");
        }

        // retainKeys is obeyed wherever the patch asks for it, so only the other strategy matters.
        var strategy = field.PatchStrategy?.Split(',').FirstOrDefault(s => s is not "retainKeys") ?? "";
        return new PatchField(field.Schema, strategy, field.PatchMergeKey ?? "");
    }
}

namespace Outrigger.ApiMachinery.Apply;

/// <summary>Completes field sets: of an object's named fields, those that paths go through count as members, too.</summary>
internal static class NamedFields
{
    public static FieldSet Complete(FieldSet set, MergeType type)
    {
        var nodes = new FieldNode[set.Nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            var node = set.Nodes[i];
            if (node.Below is null)
            {
                nodes[i] = node;
                continue;
            }

            var declared = false;
            var child = node.Element.Name is { } name
                ? type.Child(name, out declared) ?? MergeType.Free
                : node.Element.Keys is null ? MergeType.Frozen : type.Item();
            nodes[i] = new FieldNode(node.Element, node.IsMember || declared, Complete(node.Below, child));
        }

        return new FieldSet(nodes);
    }
}

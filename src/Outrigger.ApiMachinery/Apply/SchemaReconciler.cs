namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// Brings a field set up to a schema that changed since it was written: who owned parts of what is replaced as a whole now, owns the
/// whole (structured-merge-diff ReconcileFieldSetWithSchema).
/// </summary>
internal static class SchemaReconciler
{
    /// <summary>The same set when nothing is to be changed.</summary>
    public static FieldSet Reconcile(FieldSet set, MergeType type)
    {
        if (type.IsUntypedMap)
        {
            return set;
        }

        FieldNode[]? changed = null;
        for (var i = 0; i < set.Nodes.Length; i++)
        {
            var node = set.Nodes[i];
            if (node.Below is null || ChildType(node.Element, type) is not { } child)
            {
                continue;
            }

            var now = Node(node, child);
            if (now != node)
            {
                changed ??= set.Nodes.ToArray();
                changed[i] = now;
            }
        }

        return changed is null ? set : new FieldSet(changed);
    }

    private static FieldNode Node(FieldNode node, MergeType type)
    {
        if (type.IsUntypedMap)
        {
            return node;
        }

        var shape = MergeType.First(type.Resolve(null));
        if (shape == Shapes.Scalar)
        {
            return node;
        }

        if (type.IsAtomic(shape))
        {
            return new FieldNode(node.Element, IsMember: true, Below: null);
        }

        var below = Reconcile(node.Below!, type);
        return ReferenceEquals(below, node.Below) ? node : node with { Below = below };
    }

    private static MergeType? ChildType(PathElement element, MergeType type) =>
        element.Name is { } name ? type.Child(name, out _) : type.Item();
}

using System.Text;

namespace Outrigger.Storage.Objects;

/// <summary>A node of the trie of dotted paths, matched against property names while an object is scanned.</summary>
internal sealed class PathNode(string name)
{
    private readonly List<PathNode> children = [];
    private readonly List<int> slots = [];

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public IReadOnlyList<PathNode> Children => children;

    /// <summary>The slots that a value here fills; empty for a mere step on the way.</summary>
    public IReadOnlyList<int> Slots => slots;

    public void Add(string path, int slot)
    {
        var node = this;
        foreach (var step in path.Split('.'))
        {
            var utf8 = Encoding.UTF8.GetBytes(step);
            var next = node.children.Find(c => c.Name.AsSpan().SequenceEqual(utf8));
            if (next is null)
            {
                next = new PathNode(step);
                node.children.Add(next);
            }

            node = next;
        }

        node.slots.Add(slot);
    }
}

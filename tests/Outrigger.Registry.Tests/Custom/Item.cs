using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Typed;

namespace Outrigger.Registry.Tests.Custom;

[KubernetesResource(Group = "custom.example.com", Version = "v1")]
internal sealed class Item
{
    public ObjectMeta Metadata { get; set; } = new();

    public ItemSpec? Spec { get; set; }

    public static Item Of(string name, int size, string? uid = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = "default", Uid = uid },
        Spec = new ItemSpec { Size = size },
    };
}

internal sealed class ItemSpec
{
    public int Size { get; set; }
}

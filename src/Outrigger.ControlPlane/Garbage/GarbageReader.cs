using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Garbage;

/// <summary>Reads the node of an object; most objects have none and are not parsed.</summary>
internal static class GarbageReader
{
    /// <summary>Null for an object that neither has owners nor waits for the collector.</summary>
    public static GarbageNode? Read(GroupVersionResource resource, StoredObject obj)
    {
        var bytes = obj.EncodeValue().Span;
        var mayOwn = bytes.IndexOf("\"ownerReferences\""u8) >= 0;
        var mayWait = obj.IsDeleting
            && (bytes.IndexOf("\"foregroundDeletion\""u8) >= 0 || bytes.IndexOf("\"orphan\""u8) >= 0);
        return mayOwn || mayWait ? Read(resource, MetadataView.Of(obj.ToTree())) : null;
    }

    /// <summary>The same of an object whose metadata is read already.</summary>
    public static GarbageNode? Read(GroupVersionResource resource, MetadataView meta)
    {
        var deleting = meta.DeletionTimestamp is not null;
        var finalizer = deleting ? CollectorFinalizers.Of(meta.Finalizers) : "";
        var owners = meta.OwnerReferences;
        return owners.Count > 0 || finalizer.Length > 0
            ? new GarbageNode(meta.Uid, new ObjectAddress(resource, meta.Namespace, meta.Name), owners, finalizer, deleting)
            : null;
    }
}

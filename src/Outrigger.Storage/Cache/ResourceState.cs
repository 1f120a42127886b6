using Outrigger.Storage.Objects;
using Outrigger.Storage.Trees;

namespace Outrigger.Storage.Cache;

/// <summary>The newest state of a resource; replaced whole.</summary>
/// <param name="Revision">The resource's last change, or that of its load.</param>
/// <param name="Tree">The objects.</param>
internal sealed record ResourceState(long Revision, SortedTree<StoredObject, ObjectOrder> Tree);

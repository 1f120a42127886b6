using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Server.Access;

/// <summary>Which object, and through which subresource (empty for none). The namespace is empty for cluster-scoped resources.</summary>
public readonly record struct ObjectAddress(GroupVersionResource Resource, string Namespace, string Name, string Subresource = "");

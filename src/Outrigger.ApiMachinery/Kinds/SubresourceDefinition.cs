using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.Kinds;

/// <summary>One subresource of a kind, as discovery shows it.</summary>
/// <param name="Name">For example <c>status</c>, <c>scale</c>, <c>token</c>.</param>
/// <param name="Kind">The kind of its bodies; the kind itself for status, autoscaling/v1 Scale for scale.</param>
/// <param name="Verbs">In the order of discovery (alphabetical).</param>
public sealed record SubresourceDefinition(string Name, GroupVersionKind Kind, IReadOnlyList<string> Verbs);

using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Models;

namespace Outrigger.ControlPlane.Kinds.Forms;

/// <summary>A built-in kind that is served in several forms.</summary>
/// <param name="Storage">The form that is stored.</param>
/// <param name="Others">The further forms.</param>
/// <param name="Convert">Turns each into any other.</param>
internal sealed record KindFamily(GroupVersionKind Storage, IReadOnlyList<GroupVersionKind> Others, VersionConverter Convert);

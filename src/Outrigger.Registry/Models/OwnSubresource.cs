using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Resources;

namespace Outrigger.Registry.Models;

/// <summary>A subresource that a kind brings along, beside status and scale.</summary>
/// <param name="Definition">What discovery shows.</param>
/// <param name="Serve">Makes it for the store of the objects that it is about.</param>
public sealed record OwnSubresource(SubresourceDefinition Definition, Func<IObjectGetter, IObjectUpdater, ServedSubresource> Serve);

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Managers;

/// <summary>A change that keeps the managers of the object itself; all others are recorded by what they come to.</summary>
internal interface IManagedChange : IObjectChange
{
    /// <summary>Whether <see cref="MakeAsync"/> leaves the current object as it is, so that it may be the stored one itself.</summary>
    bool SparesCurrent => false;

    /// <summary>Makes the new object with its managers, as <see cref="IObjectChange.Apply"/> makes one without.</summary>
    ValueTask<JsonObject> MakeAsync(
        JsonObject current, KindDefinition kind, ObjectManagers managers, OperationContext context, CancellationToken cancellationToken);
}

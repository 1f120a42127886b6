namespace Outrigger.ApiMachinery.Apply;

/// <summary>Fields that an apply would change although another manager owns them.</summary>
/// <param name="Manager">The owner.</param>
/// <param name="Fields">What it would lose.</param>
internal sealed record Conflict(ManagerKey Manager, FieldSet Fields);

namespace Outrigger.Server.Audit.Policies;

/// <summary>What a policy says about a request.</summary>
/// <param name="Level">How much is recorded.</param>
/// <param name="OmitStages">The stages of which no event is made.</param>
/// <param name="OmitManagedFields">Whether recorded objects are without metadata.managedFields.</param>
public sealed record AuditDecision(AuditLevel Level, AuditStages OmitStages = AuditStages.None, bool OmitManagedFields = false);

using Outrigger.Registry.Typed;
using VersionedApiServer.Runs;

namespace VersionedApiServer.Conversion;

/// <summary>The versions of a plan: v1 is stored, the others are made from it and into it.</summary>
public static class BackupVersions
{
    public static TypedOptions<V1.BackupPlan> All { get; } = new()
    {
        Subresources = [new RunNow(TimeProvider.System)],
        Versions =
        [
            new TypedVersionOf<V1Beta1.BackupPlan, V1.BackupPlan>(BetaConversion.ToV1, BetaConversion.FromV1),
            new TypedVersionOf<V1Alpha1.BackupPlan, V1.BackupPlan>(AlphaConversion.ToV1, AlphaConversion.FromV1),
        ],
    };
}

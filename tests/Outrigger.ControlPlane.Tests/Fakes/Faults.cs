using Outrigger.ApiMachinery.Errors;

namespace Outrigger.ControlPlane.Tests.Fakes;

/// <summary>The causes of a refusal as "field|reason|message", in their order.</summary>
internal static class Faults
{
    public static string[] Of(StatusException refused)
    {
        refused.Status.Code.ShouldBe(422);
        return [.. (refused.Status.Details?.Causes ?? []).Select(c => $"{c.Field}|{c.Reason}|{c.Message}")];
    }
}

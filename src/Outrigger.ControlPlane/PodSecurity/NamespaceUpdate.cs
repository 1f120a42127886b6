using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>The labels of a namespace are known ones, and whoever makes them stricter is told which pods do not keep to them.</summary>
internal sealed class NamespaceUpdate(LocalObjects objects, SecurityChecks checks, TimeProvider time)
{
    /// <summary>422 for labels that cannot be read, unless they were so before; warnings for pods that are there.</summary>
    public async ValueTask CheckAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policy = PolicyOf(request.Object!);
        var isUpdate = request.Operation is AdmissionOperation.Update;
        var old = isUpdate ? PolicyOf(request.OldObject!) : null;
        var name = JsonNodes.GetString(request.Object, "metadata", "name") ?? request.Context.Name;
        if (policy.Errors.Count > 0 && (old is null || !policy.Errors.SequenceEqual(old.Errors)))
        {
            throw ApiErrors.Invalid(new("", "Namespace"), name, policy.Errors);
        }

        if (old is not null && IsStricter(policy.Enforce, old.Enforce))
        {
            await new ExistingPods(objects, checks, time).WarnAsync(name, policy.Enforce, request.Context.Warnings, cancellationToken)
                .ConfigureAwait(false);
        }
    }

    private static bool IsStricter(LevelVersion now, LevelVersion before) =>
        now.Level != SecurityLevel.Privileged && (now.Minor != before.Minor || now.Level > before.Level);

    private static NamespacePolicy PolicyOf(JsonObject ns) => NamespacePolicy.Of(
        new Dictionary<string, string>(JsonNodes.StringMap(JsonNodes.Get(ns, "metadata", "labels")), StringComparer.Ordinal));
}

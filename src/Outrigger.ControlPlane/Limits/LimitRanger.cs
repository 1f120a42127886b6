using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Limits;

/// <summary>
/// The admission plugin LimitRanger: containers get the usual requests and limits of their namespace, and nothing asks for less or more than
/// its LimitRanges let it (kubernetes plugin/pkg/admission/limitranger).
/// </summary>
internal sealed class LimitRanger(LocalObjects objects) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "LimitRanger";

    /// <summary>Pods when they come to be or are resized, as nothing else of them can change; claims at every write.</summary>
    public bool Handles(AdmissionRequest request) =>
        request.Object is not null
        && (request.Context.Resource == CoreResources.Pods
            ? IsCreate(request) || request is { Operation: AdmissionOperation.Update, Context.Subresource: "resize" }
            : request.Context.Resource == CoreResources.VolumeClaims && request.Context.Subresource.Length == 0);

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Context.Resource != CoreResources.Pods)
        {
            return;
        }

        foreach (var range in await RangesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            range.Complete(request.Object!);
        }
    }

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var range in await RangesAsync(request, cancellationToken).ConfigureAwait(false))
        {
            var faults = request.Context.Resource == CoreResources.Pods ? range.FaultsOfPod(request.Object!) : range.FaultsOfClaim(request.Object!);
            if (faults.Distinct(StringComparer.Ordinal).ToList() is { Count: > 0 } all)
            {
                throw Refusal.Of(request, all.Count == 1 ? all[0] : $"[{string.Join(", ", all)}]");
            }
        }
    }

    private static bool IsCreate(AdmissionRequest request) => request.Operation == AdmissionOperation.Create && request.Context.Subresource.Length == 0;

    private async ValueTask<IReadOnlyList<LimitRange>> RangesAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (JsonNodes.GetString(request.OldObject, "metadata", "deletionTimestamp") is not null)
        {
            return [];
        }

        var list = await objects.ListAsync(CoreResources.LimitRanges, request.Context.Namespace, cancellationToken).ConfigureAwait(false);
        return list.Items.Count == 0 ? [] : [.. list.Items.Select(r => new LimitRange(r.ToTree()))];
    }
}

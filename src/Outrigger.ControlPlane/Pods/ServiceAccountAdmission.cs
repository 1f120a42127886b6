using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Pods;

/// <summary>
/// The admission plugin ServiceAccount: a pod has an account that exists, <c>default</c> unless it names one, the account's token in its
/// containers, and the account's imagePullSecrets unless it has some (kubernetes plugin/pkg/admission/serviceaccount).
/// </summary>
internal sealed class ServiceAccountAdmission(LocalObjects objects, TimeProvider time) : IAdmissionPlugin
{
    private const string PullSecrets = "imagePullSecrets";
    private const string EphemeralContainers = "ephemeralcontainers";

    private readonly AccountLookup accounts = new(objects, time);

    /// <inheritdoc/>
    public string Name => "ServiceAccount";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => request.Context.Resource == CoreResources.Pods && request.Operation switch
    {
        AdmissionOperation.Create => request.Context.Subresource.Length == 0,
        AdmissionOperation.Update => request.Context.Subresource is EphemeralContainers,
        _ => false,
    };

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (request.Operation is not AdmissionOperation.Create || MirrorPodRules.IsMirror(request.Object!))
        {
            await ValidateAsync(request, cancellationToken).ConfigureAwait(false);
            return;
        }

        var spec = JsonNodes.Ensure(request.Object!, "spec");
        if (AccountName(spec).Length == 0)
        {
            spec["serviceAccountName"] = AccountLookup.Default;
            spec["serviceAccount"] = AccountLookup.Default;
        }

        var account = await AccountAsync(request, spec, cancellationToken).ConfigureAwait(false);
        if (TokenVolume.IsWanted(account, spec))
        {
            TokenVolume.Mount(spec);
        }

        if (JsonNodes.GetArray(spec, PullSecrets) is not { Count: > 0 } && JsonNodes.GetArray(account, PullSecrets) is { Count: > 0 } secrets)
        {
            spec[PullSecrets] = secrets.DeepClone();
        }

        Limit(request, spec, account);
    }

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var spec = JsonNodes.GetObject(request.Object, "spec") ?? [];
        if (request.Operation is AdmissionOperation.Create && MirrorPodRules.IsMirror(request.Object!))
        {
            if (MirrorPodRules.Problem(spec) is { } problem)
            {
                throw Refusal.Of(request, problem);
            }

            return;
        }

        Limit(request, spec, await AccountAsync(request, spec, cancellationToken).ConfigureAwait(false));
    }

    private static void Limit(AdmissionRequest request, JsonObject spec, JsonObject account)
    {
        if (MountableSecrets.AreEnforced(account)
            && MountableSecrets.Problem(account, spec, request.Operation is AdmissionOperation.Update) is { } problem)
        {
            throw Refusal.Of(request, problem);
        }
    }

    private async ValueTask<JsonObject> AccountAsync(AdmissionRequest request, JsonObject spec, CancellationToken cancellationToken)
    {
        var ns = request.Context.Namespace;
        var name = AccountName(spec);
        if (name.Length == 0)
        {
            throw Refusal.Of(request, $"no service account specified for pod {ns}/{MetadataView.Of(request.Object!).Name}");
        }

        return await accounts.FindAsync(ns, name, cancellationToken).ConfigureAwait(false)
            ?? throw Refusal.Of(request, $"error looking up service account {ns}/{name}: serviceaccount \"{name}\" not found");
    }

    private static string AccountName(JsonObject spec) => JsonNodes.GetString(spec, "serviceAccountName") ?? "";
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Access;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.PodSecurity;

/// <summary>
/// The admission plugin PodSecurity: pods keep to the level of the Pod Security Standards that the labels of their namespace ask for
/// (kubernetes staging/src/k8s.io/pod-security-admission).
/// </summary>
internal sealed class PodSecurityAdmission(LocalObjects objects, TimeProvider time) : IAdmissionPlugin
{
    private const string PolicyAnnotation = NamespacePolicy.Prefix + "enforce-policy";

    private static readonly object PolicyKey = new();

    private readonly SecurityChecks checks = new();

    /// <inheritdoc/>
    public string Name => "PodSecurity";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request)
    {
        if (request.Operation is not (AdmissionOperation.Create or AdmissionOperation.Update))
        {
            return false;
        }

        var resource = request.Context.Resource;
        var subresource = request.Context.Subresource;
        return resource == CoreResources.Pods
            ? subresource is not ("exec" or "attach" or "binding" or "eviction" or "log" or "portforward" or "proxy" or "status")
            : subresource.Length == 0 && (resource == CoreResources.Namespaces || PodTemplates.AreIn(resource.GroupResource));
    }

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
        request.Context.Resource == CoreResources.Namespaces ? new NamespaceUpdate(objects, checks, time).CheckAsync(request, cancellationToken)
        : request.Context.Resource == CoreResources.Pods ? PodAsync(request, cancellationToken)
        : TemplateAsync(request, cancellationToken);

    private async ValueTask PodAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policy = await PolicyAsync(request, cancellationToken).ConfigureAwait(false)
            ?? throw ApiErrors.Internal($"failed to lookup namespace \"{request.Context.Namespace}\"");
        if (policy.IsPrivileged)
        {
            request.Context.Annotate?.Invoke(PolicyAnnotation, "privileged:latest");
        }
        else if (request.Operation is AdmissionOperation.Create || PodUpdate.IsSignificant(request.Object!, request.OldObject!))
        {
            request.Context.Annotate?.Invoke(PolicyAnnotation, policy.Enforce.ToString());
            Check(request, request.Object!, policy, isEnforced: true);
        }
    }

    private async ValueTask TemplateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var policy = await PolicyAsync(request, cancellationToken).ConfigureAwait(false);
        if (policy is null)
        {
            Annotate(request, "error", $"failed to lookup namespace \"{request.Context.Namespace}\"");
        }
        else if (!policy.IsSilent && PodTemplates.Of(request.Context.Resource.GroupResource, request.Object!) is { } template)
        {
            Check(request, template, policy, isEnforced: false);
        }
    }

    private void Check(AdmissionRequest request, JsonObject subject, NamespacePolicy policy, bool isEnforced)
    {
        if (policy.Errors.Count > 0)
        {
            var texts = policy.Errors.Select(e => e.ToString()).ToList();
            Annotate(request, "error", $"Failed to parse policy: {(texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]")}");
        }

        var verdicts = new PodVerdicts(checks, new SecurityPod(subject));
        if (verdicts.Of(policy.Audit) is { IsAllowed: false } audit)
        {
            Annotate(request, "audit-violations", $"would violate PodSecurity \"{policy.Audit}\": {audit.Details}");
        }

        if (isEnforced && verdicts.Of(policy.Enforce) is { IsAllowed: false } enforced)
        {
            throw Refusal.Of(request, $"violates PodSecurity \"{policy.Enforce}\": {enforced.Details}");
        }

        if (verdicts.Of(policy.Warn) is { IsAllowed: false } warned)
        {
            request.Context.Warnings.Add($"would violate PodSecurity \"{policy.Warn}\": {warned.Details}");
        }
    }

    // Read once from each state of a namespace.
    private async ValueTask<NamespacePolicy?> PolicyAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var found = await objects.FindAsync(CoreResources.Namespaces, "", request.Context.Namespace, cancellationToken).ConfigureAwait(false);
        return found?.GetOrDerive(PolicyKey, static (StoredObject ns) => NamespacePolicy.Of(ns.Labels));
    }

    private static void Annotate(AdmissionRequest request, string key, string value) =>
        request.Context.Annotate?.Invoke(NamespacePolicy.Prefix + key, value);
}

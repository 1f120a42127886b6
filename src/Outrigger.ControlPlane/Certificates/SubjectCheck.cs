using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Certificates;

/// <summary>
/// Nobody asks the signer of clients for a certificate of <c>system:masters</c>, who may do anything for as long as it is valid
/// (kubernetes plugin/pkg/admission/certificates/subjectrestriction).
/// </summary>
internal sealed class SubjectCheck : IAdmissionPlugin
{
    private const string ClientSigner = "kubernetes.io/kube-apiserver-client";

    /// <inheritdoc/>
    public string Name => "CertificateSubjectRestriction";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Create && SigningRequests.Are(request.Context.Resource) && request.Context.Subresource.Length == 0;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (JsonNodes.GetString(request.Object, "spec", "signerName") is not ClientSigner)
        {
            return ValueTask.CompletedTask;
        }

        var groups = SigningRequests.Organizations(JsonNodes.GetString(request.Object, "spec", "request") ?? "")
            ?? throw Refusal.Of(request, "failed to parse CSR: its subject cannot be read");
        return groups.Contains(UserInfo.MastersGroup, StringComparer.Ordinal)
            ? throw Refusal.Of(request, $"use of {ClientSigner} signer with {UserInfo.MastersGroup} group is not allowed")
            : ValueTask.CompletedTask;
    }
}

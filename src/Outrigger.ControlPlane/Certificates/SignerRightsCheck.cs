using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Access;
using Outrigger.Registry.Admission;
using Outrigger.Server.Authorization;

namespace Outrigger.ControlPlane.Certificates;

/// <summary>
/// To approve or to sign a certificate request is a right to its signer (<c>approve</c> and <c>sign</c> on <c>signers</c>, by name or as <c>DOMAIN/*</c>),
/// beside that to write the subresource: a certificate is an identity (kubernetes plugin/pkg/admission/certificates).
/// </summary>
internal sealed class SignerRightsCheck : IAdmissionPlugin
{
    private readonly IAuthorizer authorizer;
    private readonly string subresource;
    private readonly string verb;

    private SignerRightsCheck(string name, string subresource, string verb, IAuthorizer authorizer)
    {
        Name = name;
        this.subresource = subresource;
        this.verb = verb;
        this.authorizer = authorizer;
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>Of <c>approval</c>.</summary>
    public static SignerRightsCheck Approval(IAuthorizer authorizer) => new("CertificateApproval", "approval", "approve", authorizer);

    /// <summary>Of <c>status</c>, when the certificate or a condition changes.</summary>
    public static SignerRightsCheck Signing(IAuthorizer authorizer) => new("CertificateSigning", "status", "sign", authorizer);

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) =>
        request.Operation is AdmissionOperation.Update && SigningRequests.Are(request.Context.Resource) && request.Context.Subresource == subresource;

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (subresource == "status" && !IsSigned(request.OldObject, request.Object))
        {
            return;
        }

        // of what is stored: the new one may name another
        var signer = JsonNodes.GetString(request.OldObject, "spec", "signerName") ?? "";
        if (!await MayAsync(request.Context.User, signer, cancellationToken).ConfigureAwait(false)
            && !await MayAsync(request.Context.User, $"{signer.Split('/')[0]}/*", cancellationToken).ConfigureAwait(false))
        {
            throw Refusal.Of(request, $"user not permitted to {verb} requests with signerName {GoText.Quote(signer)}");
        }
    }

    private static bool IsSigned(JsonObject? old, JsonObject? now) =>
        !JsonNodes.DeepEqual(JsonNodes.Get(old, "status", "certificate"), JsonNodes.Get(now, "status", "certificate"))
        || !JsonNodes.DeepEqual(JsonNodes.Get(old, "status", "conditions"), JsonNodes.Get(now, "status", "conditions"));

    private async ValueTask<bool> MayAsync(UserInfo user, string signer, CancellationToken cancellationToken)
    {
        var question = new AuthorizationRequest(user, verb, IsResource: true, "")
        {
            Group = "certificates.k8s.io",
            Version = "*",
            Resource = "signers",
            Name = signer,
        };
        return (await authorizer.AuthorizeAsync(question, cancellationToken).ConfigureAwait(false)).Verdict == AuthorizationVerdict.Allow;
    }
}

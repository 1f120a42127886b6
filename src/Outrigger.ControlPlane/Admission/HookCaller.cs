using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Webhooks;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Asks one webhook, and does what its failure policy says when it does not answer.</summary>
internal sealed class HookCaller(ILogger log)
{
    /// <summary>
    /// The answer of a webhook that allows; null when it failed and its failures are ignored. A refusal and a failure that counts are
    /// a StatusException. Warnings are left to the caller.
    /// </summary>
    public async ValueTask<ReviewAnswer?> AskAsync(
        AdmissionHook hook, HookTarget target, AdmissionRequest request, bool mutating, CancellationToken cancellationToken)
    {
        if (request.Context.DryRun && !hook.AllowsDryRun)
        {
            throw ApiErrors.BadRequest($"admission webhook {GoText.Quote(hook.Name)} does not support dry run");
        }

        var obj = await target.ShowAsync(request, request.Object, cancellationToken).ConfigureAwait(false);
        var old = await target.ShowAsync(request, request.OldObject, cancellationToken).ConfigureAwait(false);
        try
        {
            return await CallAsync(hook, target, request, obj, old, mutating, cancellationToken).ConfigureAwait(false);
        }
        catch (WebhookException e)
        {
            var why = $"failed calling webhook {GoText.Quote(hook.Name)}: {e.Message}";
            if (!hook.IgnoresFailure)
            {
                throw ApiErrors.Internal(why, e);
            }

            AdmissionLog.Ignored(log, hook.Name, e.Message);
            return null;
        }
    }

    private static async ValueTask<ReviewAnswer> CallAsync(
        AdmissionHook hook,
        HookTarget target,
        AdmissionRequest request,
        JsonObject? obj,
        JsonObject? old,
        bool mutating,
        CancellationToken cancellationToken)
    {
        var version = hook.ReviewVersion ?? throw new WebhookException("webhook does not accept known AdmissionReview versions (v1, v1beta1)");
        var uid = Guid.NewGuid().ToString();
        var review = ReviewRequest.Write(version, uid, request, target, obj, old);
        byte[] bytes;
        try
        {
            bytes = await hook.Client().PostAsync(review, hook.Limit, cancellationToken).ConfigureAwait(false);
        }
        catch (WebhookException e)
        {
            throw new WebhookException($"failed to call webhook: {Reason(e)}", e);
        }

        var answer = ReviewAnswer.Read(bytes, version, uid, mutating);
        foreach (var (key, value) in answer.AuditAnnotations)
        {
            request.Context.Annotate?.Invoke($"{hook.Name}/{key}", value);
        }

        return answer.IsAllowed ? answer : throw Refused(answer, request, hook);
    }

    private static StatusException Refused(ReviewAnswer answer, AdmissionRequest request, AdmissionHook hook)
    {
        Warn(answer, request);
        return answer.Refuse(hook.Name);
    }

    /// <summary>Hands the webhook's warnings on to the client. The sink is shared by webhooks that are asked at the same time.</summary>
    public static void Warn(ReviewAnswer answer, AdmissionRequest request)
    {
        var sink = request.Context.Warnings;
        lock (sink)
        {
            foreach (var text in answer.Warnings)
            {
                sink.Add(text);
            }
        }
    }

    // The text of a failing server is shown, as Kubernetes does.
    private static string Reason(WebhookException e) => e.Code >= 500
        ? $"an error on the server ({GoText.Quote(e.Text.Length > 0 ? e.Text : "unknown")}) has prevented the request from succeeding"
        : e.Code == 404 ? "the server could not find the requested resource" : e.Message;
}

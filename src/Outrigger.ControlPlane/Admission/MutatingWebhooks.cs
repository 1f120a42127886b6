using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>
/// Asks the webhooks of the MutatingWebhookConfigurations one after the other and applies their patches. One that wants it
/// (reinvocationPolicy IfNeeded) is asked once more when another one, or a plugin, changed the object after it.
/// </summary>
internal sealed class MutatingWebhooks(HookTable hooks, HookMatcher matcher, HookCaller caller) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "MutatingAdmissionWebhook";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => !HookMatcher.IsExempt(request);

    /// <inheritdoc/>
    public async ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var all = await hooks.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (all.Count == 0)
        {
            return;
        }

        var again = request.Keep<Reinvocation<AdmissionHook>>(this);
        again.Begin(request);
        foreach (var hook in all)
        {
            if (again.Skips(request, hook) || await matcher.FindAsync(hook, request, cancellationToken).ConfigureAwait(false) is not { } target)
            {
                continue;
            }

            if (await ChangeAsync(hook, target, request, cancellationToken).ConfigureAwait(false))
            {
                again.Changed(request);
            }

            if (hook.IsReinvoked)
            {
                again.Add(hook);
            }
        }

        again.End(request);
    }

    /// <inheritdoc/>
    public ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    // True when the object is another one now.
    private async ValueTask<bool> ChangeAsync(
        AdmissionHook hook, HookTarget target, AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (await caller.AskAsync(hook, target, request, mutating: true, cancellationToken).ConfigureAwait(false) is not { } answer)
        {
            return false;
        }

        HookCaller.Warn(answer, request);
        if (answer.Patch is not { } patch || request.Object is not { } obj)
        {
            return answer.Patch is null ? false : throw ApiErrors.Internal(
                $"admission webhook {GoText.Quote(hook.Name)} attempted to modify the object, which is not supported for this operation");
        }

        var shown = await target.ShowAsync(request, obj, cancellationToken).ConfigureAwait(false);
        return await target.ReplaceAsync(request, Apply(patch, shown!), cancellationToken).ConfigureAwait(false);
    }

    private static JsonObject Apply(JsonPatch patch, JsonObject obj)
    {
        try
        {
            FieldSetJson.Expand(obj); // a patch may go into them
            return patch.Apply(obj);
        }
        catch (StatusException e)
        {
            throw ApiErrors.Internal(e.InnerException?.Message ?? e.Message, e);
        }
    }
}

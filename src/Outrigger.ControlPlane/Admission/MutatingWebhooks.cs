using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Patching;
using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>
/// Asks the webhooks of the MutatingWebhookConfigurations one after the other and applies their patches. One that wants it
/// (reinvocationPolicy IfNeeded) is asked once more when a later one changed the object.
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

        var asked = new List<AdmissionHook>();
        var again = new HashSet<AdmissionHook>();
        foreach (var hook in all)
        {
            if (await matcher.FindAsync(hook, request, cancellationToken).ConfigureAwait(false) is not { } target)
            {
                continue;
            }

            if (await ChangeAsync(hook, target, request, cancellationToken).ConfigureAwait(false))
            {
                again.UnionWith(asked);
            }

            if (hook.IsReinvoked)
            {
                asked.Add(hook);
            }
        }

        foreach (var hook in all.Where(again.Contains))
        {
            if (await matcher.FindAsync(hook, request, cancellationToken).ConfigureAwait(false) is { } target)
            {
                await ChangeAsync(hook, target, request, cancellationToken).ConfigureAwait(false);
            }
        }
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

        var own = OwnForm(request);
        var isOther = request.Forms is not null && own is not null && target.Form is not null && target.Form != own;
        var shown = isOther
            ? await request.Forms!.ToAsync(target.Form!, obj, cancellationToken).ConfigureAwait(false)
            : (JsonObject)obj.DeepClone();
        var patched = Apply(patch, shown);
        if (isOther)
        {
            patched = await request.Forms!.ToAsync(own!, patched, cancellationToken).ConfigureAwait(false);
        }

        if (JsonNodes.DeepEqual(patched, obj))
        {
            return false;
        }

        request.Replace(patched);
        return true;
    }

    private static KindDefinition? OwnForm(AdmissionRequest request) =>
        request.Forms?.Kinds.FirstOrDefault(k => k.Resource == request.Context.Resource);

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

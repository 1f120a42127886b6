using Outrigger.Registry.Admission;

namespace Outrigger.ControlPlane.Admission;

/// <summary>Asks the webhooks of the ValidatingWebhookConfigurations, all at the same time; the first refusal in their order counts.</summary>
internal sealed class ValidatingWebhooks(HookTable hooks, HookMatcher matcher, HookCaller caller) : IAdmissionPlugin
{
    /// <inheritdoc/>
    public string Name => "ValidatingAdmissionWebhook";

    /// <inheritdoc/>
    public bool Handles(AdmissionRequest request) => !HookMatcher.IsExempt(request);

    /// <inheritdoc/>
    public ValueTask MutateAsync(AdmissionRequest request, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public async ValueTask ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var all = await hooks.ReadAsync(cancellationToken).ConfigureAwait(false);
        if (all.Count == 0)
        {
            return;
        }

        // Read here: the calls run side by side, and the old object is parsed by whoever asks first.
        _ = request.OldObject;
        var wanted = await FindAsync(all, request, cancellationToken).ConfigureAwait(false);
        var calls = wanted.ConvertAll(w => caller.AskAsync(w.Hook, w.Target, request, mutating: false, cancellationToken).AsTask());
        await ((Task)Task.WhenAll(calls)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var call in calls)
        {
            if (await call.ConfigureAwait(false) is { } answer)
            {
                HookCaller.Warn(answer, request);
            }
        }
    }

    // All before the first is called: when it cannot be told where the request goes it is refused, and no call may be under way then.
    private async ValueTask<List<(AdmissionHook Hook, HookTarget Target)>> FindAsync(
        IReadOnlyList<AdmissionHook> all, AdmissionRequest request, CancellationToken cancellationToken)
    {
        var wanted = new List<(AdmissionHook Hook, HookTarget Target)>();
        foreach (var hook in all)
        {
            if (await matcher.FindAsync(hook, request, cancellationToken).ConfigureAwait(false) is { } target)
            {
                wanted.Add((hook, target));
            }
        }

        return wanted;
    }
}

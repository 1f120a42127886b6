using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ControlPlane.Webhooks;

namespace Outrigger.ControlPlane.Admission;

/// <summary>One webhook of a configuration, read once.</summary>
internal sealed class AdmissionHook : IMatchCriteria
{
    private const long DefaultSeconds = 10;

    /// <summary>Reads a webhook that was validated and defaulted. <paramref name="client"/> gives what calls it, at the first call.</summary>
    public AdmissionHook(JsonObject hook, Func<WebhookClient> client)
    {
        Name = JsonNodes.GetString(hook, "name") ?? "";
        Rules = [.. JsonNodes.Objects(hook, "rules").Select(r => new HookRule(r))];
        Namespaces = LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(hook, "namespaceSelector") ?? []);
        Objects = LabelSelector.FromLabelSelectorObject(JsonNodes.GetObject(hook, "objectSelector") ?? []);
        IgnoresFailure = JsonNodes.GetString(hook, "failurePolicy") is "Ignore";
        IsExact = JsonNodes.GetString(hook, "matchPolicy") is "Exact";
        IsReinvoked = JsonNodes.GetString(hook, "reinvocationPolicy") is "IfNeeded";
        AllowsDryRun = JsonNodes.GetString(hook, "sideEffects") is "None" or "NoneOnDryRun";
        Limit = TimeSpan.FromSeconds(JsonNodes.GetLong(hook, "timeoutSeconds") ?? DefaultSeconds);
        ReviewVersion = JsonNodes.StringList(hook["admissionReviewVersions"]).FirstOrDefault(v => v is "v1" or "v1beta1");
        Conditions = new HookConditions(JsonNodes.GetArray(hook, "matchConditions"));
        Client = client;
    }

    public string Name { get; }

    public IReadOnlyList<HookRule> Rules { get; }

    public LabelSelector Namespaces { get; }

    public LabelSelector Objects { get; }

    public bool IgnoresFailure { get; }

    /// <summary>Whether other versions of a rule's resource are none of the webhook's business (matchPolicy).</summary>
    public bool IsExact { get; }

    public bool IsReinvoked { get; }

    public bool AllowsDryRun { get; }

    public TimeSpan Limit { get; }

    /// <summary>The first version of AdmissionReview that both sides know; null when there is none.</summary>
    public string? ReviewVersion { get; }

    /// <summary>What must hold beside the rules and selectors.</summary>
    public HookConditions Conditions { get; }

    /// <summary>Throws <see cref="WebhookException"/> when the configuration leads nowhere.</summary>
    public Func<WebhookClient> Client { get; }
}

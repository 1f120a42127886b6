using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>
/// Certificate signing requests: the server says who asks, the spec never changes after, and conditions come through
/// <c>approval</c>, certificates through <c>status</c> (kubernetes pkg/registry/certificates).
/// </summary>
internal sealed class SigningRequestStrategy() : BuiltInStrategy(new GroupResource("certificates.k8s.io", "certificatesigningrequests"))
{
    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj)
    {
        var spec = JsonNodes.Ensure(obj, "spec");
        foreach (var name in (string[])["username", "uid", "groups", "extra"])
        {
            spec.Remove(name);
        }

        var user = context.User;
        spec["username"] = user.Name;
        if (user.Uid is { Length: > 0 } uid)
        {
            spec["uid"] = uid;
        }

        if (user.Groups.Count > 0)
        {
            spec["groups"] = new JsonArray([.. user.Groups.Select(g => (JsonNode)g)]);
        }

        if (user.Extra is { Count: > 0 } facts)
        {
            var extra = new JsonObject();
            foreach (var (key, values) in facts)
            {
                extra[key] = new JsonArray([.. values.Select(v => (JsonNode)v)]);
            }

            spec["extra"] = extra;
        }

        obj["status"] = new JsonObject();
    }

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        obj["spec"] = old["spec"]?.DeepClone();
        obj["status"] = old["status"]?.DeepClone();
    }

    /// <inheritdoc/>
    public override void PrepareForSubresourceUpdate(OperationContext context, JsonObject obj, JsonObject old)
    {
        obj["spec"] = old["spec"]?.DeepClone();
        if (context.Subresource is not "approval")
        {
            KeepDecision("Approved", obj, old);
            KeepDecision("Denied", obj, old);
            Date(context, obj, old);
            return;
        }

        // Whoever approves decides about conditions alone; the certificate is the signer's.
        Date(context, obj, old);
        var conditions = JsonNodes.GetArray(obj, "status", "conditions")?.DeepClone();
        var status = old["status"]?.DeepClone() as JsonObject ?? [];
        status.Remove("conditions");
        if (conditions is not null)
        {
            status["conditions"] = conditions;
        }

        obj["status"] = status;
    }

    /// <inheritdoc/>
    public override void Validate(OperationContext context, JsonObject obj, ICollection<FieldError> errors) =>
        SigningRequestRules.Check(obj, errors);

    /// <inheritdoc/>
    public override void ValidateUpdate(OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        SigningRequestRules.CheckUpdate(obj, old, "", errors);

    /// <inheritdoc/>
    public override void ValidateSubresourceUpdate(
        OperationContext context, JsonObject obj, JsonObject old, ICollection<FieldError> errors) =>
        SigningRequestRules.CheckUpdate(obj, old, context.Subresource, errors);

    // A signer that writes the whole status changes nothing of a decision.
    private static void KeepDecision(string type, JsonObject obj, JsonObject old)
    {
        var (now, before) = (SigningRequestRules.Of(obj, type), SigningRequestRules.Of(old, type));
        if (now.Count == before.Count)
        {
            foreach (var (condition, kept) in now.Zip(before))
            {
                condition.Parent!.AsArray()[condition.GetElementIndex()] = kept.DeepClone();
            }
        }
    }

    private static void Date(OperationContext context, JsonObject obj, JsonObject old)
    {
        var now = KubernetesTime.Format(context.Now);
        var before = FieldRules.Items(JsonNodes.GetObject(old, "status"), "conditions", "").Select(c => c.Item).ToLookup(Kind);
        foreach (var (condition, _) in FieldRules.Items(JsonNodes.GetObject(obj, "status"), "conditions", ""))
        {
            condition["lastUpdateTime"] ??= now;
            if (condition["lastTransitionTime"] is null)
            {
                condition["lastTransitionTime"] = before[Kind(condition)].FirstOrDefault()?["lastTransitionTime"]?.DeepClone() ?? now;
            }
        }
    }

    private static (string Type, string? Status) Kind(JsonObject condition) =>
        (JsonNodes.GetString(condition, "type") ?? "", JsonNodes.GetString(condition, "status"));
}

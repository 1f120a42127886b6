using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
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
            return;
        }

        // Whoever approves decides about conditions alone; the certificate is the signer's.
        var conditions = JsonNodes.GetArray(obj, "status", "conditions")?.DeepClone();
        var status = old["status"]?.DeepClone() as JsonObject ?? [];
        status.Remove("conditions");
        if (conditions is not null)
        {
            status["conditions"] = conditions;
        }

        obj["status"] = status;
    }
}

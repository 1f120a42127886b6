using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Operations;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>ServiceAccounts: of the secrets they refer to only the name is kept.</summary>
internal sealed class ServiceAccountStrategy() : BuiltInStrategy(new GroupResource("", "serviceaccounts"))
{
    /// <inheritdoc/>
    public override void PrepareForCreate(OperationContext context, JsonObject obj) => Clean(obj);

    /// <inheritdoc/>
    public override void PrepareForUpdate(OperationContext context, JsonObject obj, JsonObject old) => Clean(obj);

    private static void Clean(JsonObject obj)
    {
        if (obj["secrets"] is JsonArray secrets)
        {
            for (var i = 0; i < secrets.Count; i++)
            {
                var name = JsonNodes.GetString(secrets[i] as JsonObject, "name");
                secrets[i] = name is { Length: > 0 } ? new JsonObject { ["name"] = name } : [];
            }
        }
    }
}

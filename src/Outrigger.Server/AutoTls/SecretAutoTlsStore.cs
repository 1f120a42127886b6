using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Server.AutoTls;

/// <summary>Keeps the keys in a Secret at the main server, for all replicas; of two that write, one wins and the other reads.</summary>
internal sealed class SecretAutoTlsStore(KubernetesClient client, string ns, string name) : IAutoTlsStore
{
    private readonly ResourcePath path = new(new GroupVersionResource("", "v1", "secrets"), ns);

    public async Task<(AutoTlsKeys? Keys, string Version)> ReadAsync(CancellationToken cancellationToken)
    {
        var secret = await client.FindAsync(path.Named(name), cancellationToken).ConfigureAwait(false);
        return (AutoTlsKeys.FromData(JsonNodes.GetObject(secret, "data")), JsonNodes.GetString(secret, "metadata", "resourceVersion") ?? "");
    }

    public async Task<bool> WriteAsync(AutoTlsKeys keys, string version, CancellationToken cancellationToken)
    {
        var metadata = new JsonObject { ["name"] = name, ["namespace"] = ns };
        var secret = new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "Secret", ["metadata"] = metadata, ["type"] = "kubernetes.io/tls", ["data"] = keys.ToData(),
        };
        try
        {
            if (version.Length == 0)
            {
                await client.CreateAsync(path, secret, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                metadata["resourceVersion"] = version;
                await client.ReplaceAsync(path.Named(name), secret, cancellationToken).ConfigureAwait(false);
            }

            return true;
        }
        catch (StatusException conflict) when (conflict.Status.Code == 409)
        {
            return false;
        }
    }
}

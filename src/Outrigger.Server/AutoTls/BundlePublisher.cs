using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Server.AutoTls;

/// <summary>Keeps the caBundle of the server's APIServices: server-side apply of that field alone.</summary>
/// <param name="client">Speaks to the main server.</param>
/// <param name="fieldManager">Who owns the field.</param>
/// <param name="served">What this server answers for.</param>
internal sealed class BundlePublisher(KubernetesClient client, string fieldManager, IReadOnlyList<GroupVersion> served)
{
    private static readonly ResourcePath ApiServices = new(new GroupVersionResource("apiregistration.k8s.io", "v1", "apiservices"));

    /// <summary>Namespace and name of the Service that an APIService of this server names; null when none is there.</summary>
    public async Task<(string Namespace, string Name)?> FindServiceAsync(CancellationToken cancellationToken)
    {
        foreach (var version in served)
        {
            var found = await client.FindAsync(ApiServices.Named(NameOf(version)), cancellationToken).ConfigureAwait(false);
            if (JsonNodes.GetString(found, "spec", "service", "namespace") is { } ns && JsonNodes.GetString(found, "spec", "service", "name") is { } name)
            {
                return (ns, name);
            }
        }

        return null;
    }

    /// <summary>Brings every APIService up to date; the names of those that are missing.</summary>
    /// <param name="bundle">PEM.</param>
    /// <param name="register">The Service for APIServices that are missing; null leaves them so.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<IReadOnlyList<string>> PublishAsync(string bundle, (string Namespace, string Name)? register, CancellationToken cancellationToken)
    {
        var encoded = Convert.ToBase64String(Encoding.UTF8.GetBytes(bundle));
        var missing = new List<string>();
        foreach (var version in served)
        {
            var found = await client.FindAsync(ApiServices.Named(NameOf(version)), cancellationToken).ConfigureAwait(false);
            if (found is null && register is null)
            {
                missing.Add(NameOf(version));
            }
            else if (JsonNodes.GetString(found, "spec", "caBundle") != encoded)
            {
                var spec = found is null ? Spec(version, register!.Value) : [];
                spec["caBundle"] = encoded;
                await ApplyAsync(NameOf(version), spec, cancellationToken).ConfigureAwait(false);
            }
        }

        return missing;
    }

    private static string NameOf(GroupVersion version) => $"{version.Version}.{version.Group}";

    private static JsonObject Spec(GroupVersion version, (string Namespace, string Name) service) => new()
    {
        ["group"] = version.Group,
        ["version"] = version.Version,
        ["groupPriorityMinimum"] = 1000,
        ["versionPriority"] = 100,
        ["service"] = new JsonObject { ["namespace"] = service.Namespace, ["name"] = service.Name, ["port"] = 443 },
    };

    private Task ApplyAsync(string name, JsonObject spec, CancellationToken cancellationToken) => client.PatchAsync(
        ApiServices.Named(name),
        PatchType.Apply,
        new JsonObject
        {
            ["apiVersion"] = "apiregistration.k8s.io/v1",
            ["kind"] = "APIService",
            ["metadata"] = new JsonObject { ["name"] = name },
            ["spec"] = spec,
        },
        cancellationToken,
        fieldManager,
        force: true);
}

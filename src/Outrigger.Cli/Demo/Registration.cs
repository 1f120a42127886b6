using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Cli.Demo.Manifests;
using Outrigger.Cli.Files;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.Demo;

/// <summary>Creates what the recipe's steps 5 to 7 create; what is there already is brought up to date.</summary>
internal sealed class Registration(KubernetesClient client, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan AvailableLimit = TimeSpan.FromSeconds(60);
    private static readonly GroupVersionResource ApiServices = new("apiregistration.k8s.io", "v1", "apiservices");

    /// <summary>Namespace, service account, bindings, deployment, service.</summary>
    public Task DeployAsync(CancellationToken cancellationToken) => ApplyAsync(ManifestText.Read("custom-api-server.yaml"), cancellationToken);

    /// <summary>Creates the objects of a text; those that are there already become as it says.</summary>
    public async Task ApplyAsync(string yaml, CancellationToken cancellationToken)
    {
        foreach (var manifest in ManifestText.Objects(yaml))
        {
            var path = ManifestText.PathOf(manifest);
            try
            {
                await client.CreateAsync(path, manifest, cancellationToken).ConfigureAwait(false);
            }
            catch (StatusException e) when (e.Status.Code == 409)
            {
                var name = JsonNodes.GetString(manifest, "metadata", "name") ?? "";
                await client.PatchAsync(path.Named(name), PatchType.Merge, manifest, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The secrets with the certificates.</summary>
    public Task CreateSecretsAsync(WidgetCertificates certificates, CancellationToken cancellationToken) => ApplyAsync(
        ManifestText.Read(
            "secrets.yaml",
            ("TLS_CERTIFICATE", WidgetCertificates.Base64(certificates.Serving.CertificatePem)),
            ("TLS_KEY", WidgetCertificates.Base64(certificates.Serving.KeyPem)),
            ("CA_BUNDLE", WidgetCertificates.Base64(certificates.AuthorityPem))),
        cancellationToken);

    /// <summary>Where the server listens, and the APIService.</summary>
    public async Task RegisterAsync(WidgetCertificates certificates, int port, CancellationToken cancellationToken)
    {
        var text = port.ToString(CultureInfo.InvariantCulture);
        await ApplyAsync(ManifestText.Read("endpoints.yaml", ("PORT", text)), cancellationToken).ConfigureAwait(false);
        var authority = WidgetCertificates.Base64(certificates.AuthorityPem);
        await ApplyAsync(ManifestText.Read("apiservice.yaml", ("CA_BUNDLE", authority)), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until the aggregator reaches the server.</summary>
    public Task WaitUntilAvailableAsync(CancellationToken cancellationToken) => WaitUntilAvailableAsync(DemoNames.ApiService, cancellationToken);

    /// <summary>Waits until the aggregator reaches the server behind an APIService.</summary>
    public async Task WaitUntilAvailableAsync(string apiService, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var service = await client.GetAsync(new ResourcePath(ApiServices, Name: apiService), cancellationToken).ConfigureAwait(false);
            var available = JsonNodes.GetArray(service, "status", "conditions")?.OfType<JsonObject>()
                .FirstOrDefault(c => JsonNodes.GetString(c, "type") == "Available");
            if (JsonNodes.GetString(available, "status") == "True")
            {
                return;
            }

            if (time.GetElapsedTime(start) > AvailableLimit)
            {
                throw new StartupException(
                    $"the APIService {apiService} is not available after {AvailableLimit.TotalSeconds:0} s: "
                    + (JsonNodes.GetString(available, "message") ?? "it has no condition yet"));
            }

            await Task.Delay(Pause, time, cancellationToken).ConfigureAwait(false);
        }
    }
}

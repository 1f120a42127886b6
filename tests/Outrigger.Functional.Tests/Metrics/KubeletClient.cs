using System.Net;
using System.Net.Http.Headers;
using Outrigger.Cli.Demo;
using Outrigger.Client.Configuration;
using Outrigger.Client.Transport;

namespace Outrigger.Functional.Tests.Metrics;

/// <summary>Asks a kubelet, whose certificate the main server's authority signed.</summary>
internal sealed class KubeletClient : IDisposable
{
    private readonly HttpClient plain;
    private readonly HttpClient administrator;

    public KubeletClient(Uri address, DemoFolder folder)
    {
        var config = Kubeconfig.Load(folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System) with { Server = address };
        administrator = new HttpClient(TransportFactory.Create(config)) { BaseAddress = address };
        plain = new HttpClient(TransportFactory.Create(config with { ClientCertificate = null })) { BaseAddress = address };
    }

    public async Task<(HttpStatusCode Code, string Body)> GetAsync(string path, string? token = null, bool withCertificate = false)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        using var response = await (withCertificate ? administrator : plain).SendAsync(request, CancellationToken.None);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(CancellationToken.None));
    }

    public void Dispose()
    {
        plain.Dispose();
        administrator.Dispose();
    }
}

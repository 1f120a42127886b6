using System.Globalization;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Outrigger.MetricsBench;

/// <summary>Many kubelets on one port, told apart by their address of 127.0.0.0/8, each with a certificate of its own.</summary>
internal sealed class SimulatedKubelets : IAsyncDisposable
{
    private readonly Dictionary<IPAddress, (int Number, X509Certificate2 Certificate)> nodes = [];
    private readonly int pods;
    private WebApplication? app;
    private long scrapes;
    private long connections;

    private SimulatedKubelets(int pods) => this.pods = pods;

    public int Port => new Uri(app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First()).Port;

    public long Scrapes => Volatile.Read(ref scrapes);

    /// <summary>TLS handshakes.</summary>
    public long Connections => Volatile.Read(ref connections);

    public static async Task<SimulatedKubelets> StartAsync(BenchAuthority authority, int nodes, int pods)
    {
        var kubelets = new SimulatedKubelets(pods);
        for (var i = 0; i < nodes; i++)
        {
            kubelets.nodes[BenchNames.Address(i)] = (i, authority.Issue(BenchNames.Node(i), BenchNames.Address(i)));
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Any, 0, listen => listen.UseHttps(https =>
            https.ServerCertificateSelector = (connection, _) =>
            {
                Interlocked.Increment(ref kubelets.connections);
                return kubelets.nodes[Address(connection?.LocalEndPoint)].Certificate;
            })));
        kubelets.app = builder.Build();
        kubelets.app.Run(kubelets.ServeAsync);
        await kubelets.app.StartAsync();
        return kubelets;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.DisposeAsync();
        }
    }

    private static IPAddress Address(EndPoint? local) => ((IPEndPoint)local!).Address;

    private Task ServeAsync(HttpContext context)
    {
        Interlocked.Increment(ref scrapes);
        return context.Response.WriteAsync(Page(nodes[context.Connection.LocalIpAddress!].Number));
    }

    private string Page(int node)
    {
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var seconds = (now - 1_700_000_000_000) / 1000.0;
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"node_cpu_usage_seconds_total {seconds / 2:0.######} {now}\nnode_memory_working_set_bytes 1000000000 {now}\n");
        for (var i = 0; i < pods; i++)
        {
            var pod = $"namespace=\"{BenchNames.Namespace}\",pod=\"{BenchNames.Pod(node, i)}\"";
            text.Append(CultureInfo.InvariantCulture, $"container_cpu_usage_seconds_total{{container=\"app\",{pod}}} {seconds / 50:0.######} {now}\n");
            text.Append(CultureInfo.InvariantCulture, $"container_memory_working_set_bytes{{container=\"app\",{pod}}} 30000000 {now}\n");
            text.Append(CultureInfo.InvariantCulture, $"container_start_time_seconds{{container=\"app\",{pod}}} 1700000000 {now}\n");
            text.Append(CultureInfo.InvariantCulture, $"pod_cpu_usage_seconds_total{{{pod}}} {seconds / 50:0.######} {now}\n");
            text.Append(CultureInfo.InvariantCulture, $"pod_memory_working_set_bytes{{{pod}}} 31000000 {now}\n");
        }

        return text.ToString();
    }
}

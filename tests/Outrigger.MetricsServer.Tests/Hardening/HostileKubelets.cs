using System.Text;
using Microsoft.AspNetCore.Http;
using Outrigger.MetricsServer.Tests.Fakes;

namespace Outrigger.MetricsServer.Tests.Hardening;

/// <summary>One good node among many that are not, all scraped by one metrics server.</summary>
public sealed class HostileKubelets : IAsyncLifetime
{
    internal MetricsCluster Cluster { get; private set; } = null!;

    /// <summary>By name of the node.</summary>
    internal Dictionary<string, FakeKubelet> Kubelets { get; } = [];

    /// <summary>Where the redirect leads; no node names it.</summary>
    internal FakeKubelet Elsewhere { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Cluster = await MetricsCluster.StartAsync();
        await AddAsync("good", FakeKubelet.Text(Good));
        Elsewhere = await Cluster.AddKubeletAsync(Cluster.Authority.Kubelet("elsewhere"), FakeKubelet.Text(Good));
        await AddAsync("slow", SlowAsync);
        await AddAsync("never", context => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted));
        await AddAsync("garbage", context => context.Response.Body.WriteAsync(Enumerable.Range(0, 4096).Select(i => (byte)(i * 131)).ToArray()).AsTask());
        await AddAsync("nan", FakeKubelet.Text(() => "node_cpu_usage_seconds_total NaN\nnode_memory_working_set_bytes +Inf\n"));
        await AddAsync("negative", FakeKubelet.Text(() => "node_cpu_usage_seconds_total -5\nnode_memory_working_set_bytes 1\n"));
        await AddAsync("gigabyte", context => EndlesslyAsync(context, Encoding.ASCII.GetBytes(new string('#', 999) + "\n")));
        await AddAsync("line", context => EndlesslyAsync(context, Encoding.ASCII.GetBytes(new string('a', 1000))));
        await AddAsync("length", context =>
        {
            context.Response.ContentLength = 1L << 40;
            return EndlesslyAsync(context, Encoding.ASCII.GetBytes("# a\n"));
        });
        await AddAsync("containers", FakeKubelet.Text(() => string.Concat(Enumerable.Range(0, 10_001).Select(i => $"container_cpu_usage_seconds_total{{container=\"c\",namespace=\"n\",pod=\"p{i}\"}} 1\n"))));
        await AddAsync("redirect", context =>
        {
            context.Response.Redirect($"https://127.0.0.1:{Elsewhere.Port}/metrics/resource");
            return Task.CompletedTask;
        });
        await AddAsync("error", context =>
        {
            context.Response.StatusCode = 500;
            return context.Response.WriteAsync("out of order");
        });
        await AddAsync("denies", context =>
        {
            context.Response.StatusCode = 403;
            return Task.CompletedTask;
        });
        await Cluster.AddPodAsync("default", "web");
        await Cluster.StartServerAsync();
    }

    public ValueTask DisposeAsync() => Cluster.DisposeAsync();

    internal static string Good() => new KubeletPage(0.5, 128 << 20).With("default", "web", "app", 0.1, 10 << 20).ToString();

    private async Task AddAsync(string name, Func<HttpContext, Task> answer) => Kubelets[name] = await Cluster.AddNodeAsync(name, answer);

    // never silent for long, and never done
    private static async Task SlowAsync(HttpContext context)
    {
        foreach (var b in Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Good(), 100))))
        {
            await context.Response.Body.WriteAsync(new[] { b }, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, context.RequestAborted);
        }
    }

    private static async Task EndlesslyAsync(HttpContext context, byte[] part)
    {
        for (var sent = 0L; sent < 1L << 30; sent += part.Length)
        {
            // a write to a caller that has gone is no failure here, and costs nothing
            if ((await context.Response.BodyWriter.WriteAsync(part, context.RequestAborted)).IsCompleted)
            {
                return;
            }
        }
    }
}

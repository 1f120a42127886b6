using System.Globalization;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;

namespace Outrigger.Bench;

/// <summary>The measurements and their table.</summary>
internal static class Bench
{
    private const string Namespace = "bench";
    private static readonly string Text = new('d', 500);
    private static readonly ResourcePath ConfigMaps = new(new GroupVersionResource("", "v1", "configmaps"), Namespace);

    public static async Task RunAsync(BenchOptions options)
    {
        var config = Kubeconfig.Load(options.Kubeconfig).ToClientConfig(TimeProvider.System);
        using var client = new KubernetesClient(config, TimeProvider.System);
        await EnsureNamespaceAsync(client);
        var run = RandomNumberGenerator.GetHexString(6, lowercase: true);
        using var http = Invoker(config.ClientCertificate, config.Authorities);
        using var bareHttp = Invoker(null, null);
        var rows = new List<(string What, Reading Ours, Reading? Bare)>();

        var created = await Load.RunAsync(http, i => Create(config.Server, $"{run}-{i}"), options.Connections, options.Time);
        rows.Add(($"CREATE configmap (500 B), {options.Connections} connections", created, null));
        await FillAsync(http, config.Server, run, created.Requests, options);
        var one = new Uri(config.Server, $"/api/v1/namespaces/{Namespace}/configmaps/{run}-1");
        var size = (await client.GetTextAsync(one.AbsolutePath, CancellationToken.None)).Length;
        foreach (var connections in new[] { 1, options.Connections })
        {
            using var bare = await BareProcess.StartAsync(size);
            rows.Add((
                $"GET one object ({size} B), {connections} connections",
                await Load.RunAsync(http, _ => Get(one), connections, options.Time),
                await Load.RunAsync(bareHttp, _ => Get(bare.Address), connections, options.Time)));
        }

        var list = new Uri(config.Server, $"/api/v1/namespaces/{Namespace}/configmaps?resourceVersion=0");
        var listed = (await client.GetTextAsync(list.PathAndQuery, CancellationToken.None)).Length;
        using var bareList = await BareProcess.StartAsync(listed);
        rows.Add((
            $"LIST {listed / 1e6:0.0} MB, 4 connections",
            await Load.RunAsync(http, _ => Get(list), 4, options.Time),
            await Load.RunAsync(bareHttp, _ => Get(bareList.Address), 4, options.Time)));
        Print(rows);
    }

    private static async Task FillAsync(HttpMessageInvoker http, Uri server, string run, long have, BenchOptions options)
    {
        var missing = options.Objects - (int)have;
        if (missing > 0)
        {
            await Parallel.ForAsync(0, missing, new ParallelOptions { MaxDegreeOfParallelism = options.Connections }, async (i, token) =>
            {
                using var response = await http.SendAsync(Create(server, $"{run}-more-{i}"), token);
                response.EnsureSuccessStatusCode();
            });
        }
    }

    private static async Task EnsureNamespaceAsync(KubernetesClient client)
    {
        try
        {
            await client.CreateAsync(
                new ResourcePath(new GroupVersionResource("", "v1", "namespaces")),
                new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = Namespace } },
                CancellationToken.None);
        }
        catch (StatusException there) when (there.Status.Code == 409)
        {
            // an earlier run made it
        }
    }

    private static HttpRequestMessage Get(Uri uri) => new(HttpMethod.Get, uri);

    private static HttpRequestMessage Create(Uri server, string name) => new(HttpMethod.Post, new Uri(server, $"/api/v1/namespaces/{Namespace}/configmaps"))
    {
        Content = new StringContent(
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}"},"data":{"text":"{{{Text}}}"}}""",
            Encoding.UTF8,
            "application/json"),
    };

    // trust is not what is measured: the server's certificate is taken as it is
    private static HttpMessageInvoker Invoker(X509Certificate2Collection? certificate, X509Certificate2Collection? authorities)
    {
        var handler = new SocketsHttpHandler { PooledConnectionLifetime = Timeout.InfiniteTimeSpan };
        handler.SslOptions = new SslClientAuthenticationOptions
        {
            RemoteCertificateValidationCallback = (_, _, _, _) => authorities is null || authorities.Count > 0,
            ClientCertificates = certificate,
            LocalCertificateSelectionCallback = certificate is { Count: > 0 } ? (_, _, _, _, _) => certificate[0] : null,
        };
        return new HttpMessageInvoker(handler);
    }

    private static void Print(List<(string What, Reading Ours, Reading? Bare)> rows)
    {
        var table = rows.Select(r => new[]
        {
            r.What, Number(r.Ours.Rate), Number(r.Ours.MegabytesPerSecond), Millis(r.Ours.At(0.5)), Millis(r.Ours.At(0.99)),
            r.Bare is null ? "" : Number(r.Bare.Rate), r.Bare is null ? "" : (r.Ours.Rate / r.Bare.Rate).ToString("P0", CultureInfo.InvariantCulture),
        }).Prepend(["work", "per second", "MB/s", "p50 ms", "p99 ms", "bare Kestrel/s", "of the limit"]).ToList();
        var widths = Enumerable.Range(0, 7).Select(c => table.Max(r => r[c].Length)).ToArray();
        foreach (var row in table)
        {
            Console.WriteLine(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))));
        }
    }

    private static string Number(double value) => value.ToString(value < 100 ? "0.0" : "#,0", CultureInfo.InvariantCulture);

    private static string Millis(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}

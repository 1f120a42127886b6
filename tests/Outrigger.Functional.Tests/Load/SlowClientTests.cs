using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Servers;
using Outrigger.TestKit.Http2;
using Outrigger.TestKit.Tls;
using static Outrigger.TestKit.Http2.RawHttp2;

namespace Outrigger.Functional.Tests.Load;

/// <summary>Ten thousand clients that take their time, against a server of its own process with its usual limits: all are cut, others are served (T-43).</summary>
public sealed class SlowClientTests(OwnCluster cluster) : IClassFixture<OwnCluster>
{
    private const int Clients = 10_000;

    // files that this process needs besides
    private const int Spare = 1000;
    private const int OpeningAtATime = 16;
    private const int LargeObject = 900_000;
    private const string ConfigMaps = "/api/v1/namespaces/default/configmaps";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    [Fact]
    [Trait("category", "full")]
    public async Task SlowClients_TenThousand_AreCutAndOthersAreServed()
    {
        var count = Math.Min(Clients, MostFiles() - Spare);
        TestContext.Current.TestOutputHelper?.WriteLine($"{count} clients; the most open files are {MostFiles()}");
        count.ShouldBeGreaterThan(Spare);
        await CreateLargeObjectAsync();
        var config = Kubeconfig.Load(cluster.Folder.Data.Kubeconfig).ToClientConfig(TimeProvider.System);
        using var room = new SemaphoreSlim(OpeningAtATime);
        var ends = Task.WhenAll(Enumerable.Range(0, count).Select(i => IsCutAsync(config, i, room)));

        var served = 0;
        for (; !ends.IsCompleted; served++)
        {
            (await cluster.Client.GetTextAsync("/readyz", CancellationToken.None)).ShouldBe("ok");
            await cluster.Client.SendAsync(HttpMethod.Get, "/api/v1/namespaces/kube-system/configmaps", null, CancellationToken.None);
            await Task.WhenAny(ends, Task.Delay(Pause, TimeProvider.System, CancellationToken.None));
        }

        var areCut = await ends;
        TestContext.Current.TestOutputHelper?.WriteLine($"others asked {served} times");
        Enumerable.Range(0, count).Where(i => !areCut[i]).Select(KindOf).CountBy(kind => kind).ShouldBeEmpty();
    }

    private static string KindOf(int number) => (number % 20) switch
    {
        0 => "slow read",
        < 7 => "no ClientHello",
        < 14 => "slow head",
        _ => "slow body",
    };

    private static async Task<bool> IsCutAsync(ClientConfig config, int number, SemaphoreSlim room)
    {
        await room.WaitAsync(CancellationToken.None);
        Task client;
        try
        {
            client = await OpenAsync(config, KindOf(number));
        }
        catch (Exception e) when (e is IOException or SocketException)
        {
            // the server was quicker
            return true;
        }
        finally
        {
            room.Release();
        }

        try
        {
            await client.WaitAsync(Patience, TimeProvider.System, CancellationToken.None);
            return true;
        }
        catch (IOException)
        {
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Opens a connection; the task within ends when the server has closed it.</summary>
    private static async Task<Task> OpenAsync(ClientConfig config, string kind)
    {
        if (kind == "slow read")
        {
            var raw = await RawHttp2.ConnectAsync(config.Server.Port, window: 0, certificate: config.ClientCertificate![0]);
            await raw.WriteAsync(Request(1, Block("GET", $"{ConfigMaps}/large")));
            return ClosedAsync(raw);
        }

        var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, config.Server.Port, CancellationToken.None);
        if (kind == "no ClientHello")
        {
            return ReadToEndAsync(socket.GetStream());
        }

        var stream = await RawTls.StartAsync(socket.GetStream(), config.ClientCertificate![0]);
        return DripAsync(stream, kind == "slow head"
            ? "GET /livez HTTP/1.1\r\nHost: a\r\nX-Slow: "
            : $"POST {ConfigMaps} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n");
    }

    private static async Task ClosedAsync(RawHttp2 raw)
    {
        await using (raw)
        {
            await raw.Closed;
        }
    }

    private static async Task ReadToEndAsync(Stream stream)
    {
        await using (stream)
        {
            await stream.CopyToAsync(Stream.Null, CancellationToken.None);
        }
    }

    /// <summary>Sends a part of a request, and then a byte now and then.</summary>
    private static async Task DripAsync(SslStream stream, string start)
    {
        await using (stream)
        {
            await stream.WriteAsync(Encoding.ASCII.GetBytes(start), CancellationToken.None);
            var reading = stream.CopyToAsync(Stream.Null, CancellationToken.None);
            while (!reading.IsCompleted)
            {
                await stream.WriteAsync("x"u8.ToArray(), CancellationToken.None);
                await Task.WhenAny(reading, Task.Delay(Between, TimeProvider.System, CancellationToken.None));
            }

            await reading;
        }
    }

    private static int MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(l => l.StartsWith("Max open files", StringComparison.Ordinal));
        return int.TryParse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[3], CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue;
    }

    private Task CreateLargeObjectAsync() => cluster.Client.CreateAsync(
        new ResourcePath(new GroupVersionResource("", "v1", "configmaps"), "default"),
        new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "ConfigMap",
            ["metadata"] = new JsonObject { ["name"] = "large" },
            ["data"] = new JsonObject { ["a"] = new string('x', LargeObject) },
        },
        CancellationToken.None);
}

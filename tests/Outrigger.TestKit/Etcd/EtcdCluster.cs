using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Outrigger.TestKit.Etcd;

/// <summary>A real etcd of one or more members, on free ports and in a folder of its own; gone when it is disposed.</summary>
public sealed class EtcdCluster : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-etcd-");

    private EtcdCluster(int members, EtcdTls? tls, string[] more)
    {
        var ports = FreePorts.Take(2 * members);
        var scheme = tls is null ? "http" : "https";
        var cluster = string.Join(',', Enumerable.Range(0, members).Select(i => $"m{i}=http://127.0.0.1:{ports[(2 * i) + 1]}"));
        Members = [.. Enumerable.Range(0, members).Select(i =>
        {
            var (client, peer) = ($"{scheme}://127.0.0.1:{ports[2 * i]}", $"http://127.0.0.1:{ports[(2 * i) + 1]}");
            string[] arguments =
            [
                $"--name=m{i}", $"--data-dir={Path.Combine(folder.FullName, $"m{i}")}", "--log-level=warn", "--logger=zap",
                $"--listen-client-urls={client}", $"--advertise-client-urls={client}",
                $"--listen-peer-urls={peer}", $"--initial-advertise-peer-urls={peer}", $"--initial-cluster={cluster}",
                "--heartbeat-interval=50", "--election-timeout=500",
                .. tls?.Arguments ?? [], .. more,
            ];
            return new EtcdMember(client, arguments, Path.Combine(folder.FullName, $"m{i}.log"));
        })];
    }

    public IReadOnlyList<EtcdMember> Members { get; }

    /// <summary>For --etcd-servers.</summary>
    public IReadOnlyList<string> Urls => [.. Members.Select(m => m.Url)];

    /// <summary>Starts the members; returns when they answer. With TLS the caller finds out itself when they do.</summary>
    public static async Task<EtcdCluster> StartAsync(int members = 1, EtcdTls? tls = null, params string[] more)
    {
        var cluster = new EtcdCluster(members, tls, more);
        try
        {
            foreach (var member in cluster.Members)
            {
                member.Start();
            }

            if (tls is null)
            {
                await cluster.HealthyAsync();
            }

            return cluster;
        }
        catch
        {
            cluster.Dispose();
            throw;
        }
    }

    /// <summary>Waits until every member says that it is healthy; fails at once when one has ended.</summary>
    public async Task HealthyAsync()
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        foreach (var member in Members)
        {
            await Eventually.TrueAsync(() => IsHealthyAsync(http, member), $"etcd at {member.Url} to be healthy", TimeSpan.FromSeconds(60));
        }
    }

    /// <summary>The member that leads; waits for an election that is under way.</summary>
    public async Task<EtcdMember> LeaderAsync()
    {
        EtcdMember? leader = null;
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        await Eventually.TrueAsync(async () => (leader = await FindLeaderAsync(http)) is not null, "a member to lead", TimeSpan.FromSeconds(60));
        return leader!;
    }

    /// <summary>Runs etcdctl against the first member; its output.</summary>
    public async Task<string> ControlAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("etcdctl", [$"--endpoints={Urls[0]}", .. arguments]) { RedirectStandardOutput = true };
        start.Environment["ETCDCTL_API"] = "3";
        using var process = Process.Start(start)!;
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"etcdctl {arguments[0]} ended with {process.ExitCode}");
    }

    public void Dispose()
    {
        foreach (var member in Members)
        {
            member.Dispose();
        }

        folder.Delete(recursive: true);
    }

    private async Task<EtcdMember?> FindLeaderAsync(HttpClient http)
    {
        foreach (var member in Members)
        {
            try
            {
                using var answer = await http.PostAsJsonAsync(new Uri($"{member.Url}/v3/maintenance/status"), new JsonObject());
                var status = await answer.Content.ReadFromJsonAsync<JsonObject>();
                if (status?["leader"] is { } leader && leader.GetValue<string>() == status["header"]?["member_id"]?.GetValue<string>())
                {
                    return member;
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException or JsonException)
            {
                // it is dead or busy: the next one may know
            }
        }

        return null;
    }

    private async ValueTask<bool> IsHealthyAsync(HttpClient http, EtcdMember member)
    {
        if (Members.FirstOrDefault(m => m.HasEnded) is { } ended)
        {
            throw new InvalidOperationException($"etcd at {ended.Url} has ended: {ended.Log()}");
        }

        try
        {
            using var answer = await http.GetAsync(new Uri($"{member.Url}/health"));
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}

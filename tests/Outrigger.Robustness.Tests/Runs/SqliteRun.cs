using System.Globalization;
using Outrigger.Robustness.Tests.Serving;
using Outrigger.Robustness.Tests.Workloads;

namespace Outrigger.Robustness.Tests.Runs;

/// <summary>One server over a file, and every fault that can strike it, for a number of rounds.</summary>
internal sealed class SqliteRun(Breakage breakage = Breakage.None) : IAsyncDisposable
{
    private static readonly string[] Steps = ["Write", "Commit", "Publish", "Answer", "Compact", "Checkpoint"];
    private static readonly TimeSpan DeathLimit = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Struck = TimeSpan.FromSeconds(1.5);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("outrigger-robust-");
    private readonly SortedDictionary<string, int> faults = new(StringComparer.Ordinal);
    private ServerProcess? server;
    private Load? load;
    private long stored = 1;

    private string File => Path.Combine(folder.FullName, "store.db");

    /// <summary>Starts the server and the clients, has every fault strike in each round, and judges.</summary>
    public async Task<RunReport> RunAsync(int rounds)
    {
        server = new ServerProcess(new ServerSettings { Path = File, Breakage = breakage });
        await server.StartAsync();
        load = new Load([server]);
        await load.ProgressAsync(100);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var step in Steps)
            {
                await DieAsync(server, load, step, 1 + Random.Shared.Next(step is "Compact" or "Checkpoint" ? 2 : 100));
            }

            await PauseAsync(server, load);
            await SlowAsync(server, load);
            await FullAsync(server, load);
        }

        await FinishAsync(server, load);
        return RunReport.Of(load, faults);
    }

    /// <summary>No faults but the store's own, and one crash with writes under way.</summary>
    public async Task<RunReport> RunQuietlyAsync(int writes)
    {
        server = new ServerProcess(new ServerSettings { Path = File, Breakage = breakage });
        await server.StartAsync();
        load = new Load([server]);
        await load.ProgressAsync(writes);
        if (breakage == Breakage.PublishBeforeCommit)
        {
            await DieUncommittedAsync(server, load);
        }
        else
        {
            await DieAsync(server, load, "Commit", 5, writesAfter: 10);
        }

        await FinishAsync(server, load);
        return RunReport.Of(load, faults);
    }

    public async ValueTask DisposeAsync()
    {
        if (load is not null)
        {
            await load.DisposeAsync();
        }

        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }

    private async Task DieAsync(ServerProcess struck, Load under, string step, int count, int writesAfter = 50)
    {
        await struck.TellAsync($"die {step} {count}");
        Count(await struck.DiesAsync(DeathLimit) ? $"kill at {step}" : "kill");
        await ReadStoreAsync(under);
        await struck.StartAsync();
        under.RenewKeys();
        await under.ProgressAsync(writesAfter);
    }

    // dies when a client was told of a write that is not on disk
    private async Task DieUncommittedAsync(ServerProcess struck, Load under)
    {
        await struck.TellAsync("hold");
        await under.ToldOfAsync(long.Parse(await struck.SaysAsync("held"), CultureInfo.InvariantCulture));
        await struck.KillAsync();
        Count("kill after a write was told and not committed");
        await ReadStoreAsync(under);
    }

    private async Task PauseAsync(ServerProcess struck, Load under)
    {
        struck.Pause();
        await LastAsync();
        struck.Resume();
        Count("pause");
        await under.ProgressAsync(50);
    }

    private async Task SlowAsync(ServerProcess struck, Load under)
    {
        await struck.TellAsync("slow 400");
        await under.ProgressAsync(8);
        await struck.TellAsync("slow 0");
        Count("slow disk");
        await under.ProgressAsync(50);
    }

    private async Task FullAsync(ServerProcess struck, Load under)
    {
        struck.LimitFiles(new FileInfo(File).Length / 2);
        await LastAsync();
        struck.LimitFiles(null);
        Count("full disk");
        under.RenewKeys();
        await under.ProgressAsync(50);
    }

    private async Task FinishAsync(ServerProcess last, Load under)
    {
        await under.StopAsync();
        await last.KillAsync();
        await ReadStoreAsync(under);
    }

    private async Task ReadStoreAsync(Load under)
    {
        var history = (await StoreReader.ReadFileAsync(File, stored)) with { Told = await under.ToldAsync() };
        stored = history.Through;
        under.Evidence.Stored.Add(history);
    }

    private static Task LastAsync() => Task.Delay(Struck, TimeProvider.System);

    private void Count(string fault) => faults[fault] = faults.GetValueOrDefault(fault) + 1;
}

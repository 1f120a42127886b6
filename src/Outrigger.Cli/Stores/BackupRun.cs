using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;
using Outrigger.Client.Configuration;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Backups;

namespace Outrigger.Cli.Stores;

/// <summary>Makes a backup: from the server that runs, or from the store itself when none does; and makes a store of one again.</summary>
internal sealed class BackupRun(TextWriter output, TimeProvider time)
{
    /// <summary>Writes a backup to <paramref name="path"/>: whole and checked, or nothing.</summary>
    public async Task BackupAsync(DataDirectory data, string? kubeconfig, string path, bool force, CancellationToken cancellationToken)
    {
        var target = EmbeddedPlace.Target(path, force);
        var partial = $"{target}.partial";
        var source = $"the embedded store {data.Database}";
        try
        {
            if (kubeconfig is null && new EmbeddedPlace(data, time).TakeIfIdle() is { } taken)
            {
                using (taken)
                {
                    await CopyAsync(data, partial, cancellationToken).ConfigureAwait(false);
                }
            }
            else
            {
                source = await FetchAsync(kubeconfig ?? data.Kubeconfig, partial, cancellationToken).ConfigureAwait(false);
            }

            var made = await StoreRestore.CheckAsync(partial, cancellationToken).ConfigureAwait(false);
            File.Move(partial, target, overwrite: true);
            output.WriteLine($"{"Of",-10}{source}");
            Report("Backup", made with { Path = target });
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(e.Message, e);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Puts a backup in the place of the store; with <paramref name="force"/> an old store is moved aside.</summary>
    public async Task RestoreAsync(DataDirectory data, string path, bool force, CancellationToken cancellationToken)
    {
        var source = Path.GetFullPath(path);
        if (string.Equals(source, data.Database, StringComparison.Ordinal))
        {
            throw new StartupException($"{source} is the store itself: name a file that outrigger backup wrote");
        }

        PrivateFiles.EnsureFolder(data.Root);
        using var taken = DataDirectoryLock.Take(data);
        try
        {
            var place = new EmbeddedPlace(data, time);
            place.RefuseUnless(force);

            // first the new store, whole and checked, and only then the old one's name
            var fresh = $"{data.Database}.restored";
            File.Delete(fresh);
            var made = await StoreRestore.RunAsync(source, fresh, data.Database, time, cancellationToken).ConfigureAwait(false);
            place.Replace(fresh);
            Report("Restored", made with { Path = data.Database });
            output.WriteLine("Watches and lists that were begun before are told to begin anew (410). Tokens and certificates stay those of the folder's pki.");
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static async Task CopyAsync(DataDirectory data, string partial, CancellationToken cancellationToken)
    {
        var store = await SqliteStore.OpenAsync(
            new SqliteStoreOptions { Path = data.Database, Logger = NullLogger.Instance }, cancellationToken).ConfigureAwait(false);
        await using var closing = store.ConfigureAwait(false);
        await store.BackupAsync(partial, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string> FetchAsync(string kubeconfig, string partial, CancellationToken cancellationToken)
    {
        var config = Kubeconfig.Load(kubeconfig).ToClientConfig(time);
        var client = new StoreClient(config);
        var line = new ProgressLine(output, Paint.ForOutput(), time);
        try
        {
            await client.BackupAsync(partial, (done, all) => line.Tell(() => $"  {Sizes.Text(done)} of {Sizes.Text(all)}"), cancellationToken)
                .ConfigureAwait(false);
            return $"the server {config.Server}";
        }
        finally
        {
            line.End();
        }
    }

    private void Report(string what, StoreBackup made)
    {
        output.WriteLine($"{what,-10}{made.Path}");
        output.WriteLine($"{"Objects",-10}{made.Objects}");
        output.WriteLine($"{"Revision",-10}{made.Revision}");
        output.WriteLine($"{"Size",-10}{Sizes.Text(made.Bytes)}");
    }
}

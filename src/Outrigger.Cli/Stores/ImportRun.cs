using System.Globalization;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;
using Outrigger.Storage.Sqlite.Backups;

namespace Outrigger.Cli.Stores;

/// <summary>Makes the store of a stopped server, embedded or in etcd, from the file of an export.</summary>
internal sealed class ImportRun(TextWriter output, TimeProvider time)
{
    /// <summary>Makes the embedded store; one that is there is moved aside with <paramref name="force"/>.</summary>
    public async Task EmbedAsync(DataDirectory data, string path, bool force, CancellationToken cancellationToken)
    {
        PrivateFiles.EnsureFolder(data.Root);
        using var taken = DataDirectoryLock.Take(data);
        var place = new EmbeddedPlace(data, time);
        place.RefuseUnless(force);
        var fresh = $"{data.Database}.importing";
        Remove(fresh);
        try
        {
            var summary = await ArchiveFile.CheckAsync(path, cancellationToken).ConfigureAwait(false);
            var first = await Task.Run(() => NextRevision.After(summary.Header.Revision, data.Database, time), cancellationToken).ConfigureAwait(false);
            var options = new SqliteStoreOptions { Path = fresh, TimeProvider = time, FirstRevision = first };
            long last;
            await using (var store = await SqliteStore.OpenAsync(options, cancellationToken).ConfigureAwait(false))
            {
                await FillAsync(store, path, summary, cancellationToken).ConfigureAwait(false);
                last = await store.CurrentRevisionAsync(cancellationToken).ConfigureAwait(false);
            }

            var made = await SealAsync(fresh, last, cancellationToken).ConfigureAwait(false);
            place.Replace(fresh);
            Report(data.Database, summary with { Objects = made.Objects });
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new StartupException(e.Message, e);
        }
        finally
        {
            Remove(fresh);
        }
    }

    /// <summary>Fills a prefix of etcd; what is there is removed with <paramref name="force"/>, and when it is the rest of an import.</summary>
    public async Task FillEtcdAsync(EtcdStoreOptions etcd, string path, bool force, CancellationToken cancellationToken)
    {
        var where = $"{etcd.Prefix} in etcd at {string.Join(',', etcd.Servers)}";
        var summary = await ArchiveFile.CheckAsync(path, cancellationToken).ConfigureAwait(false);
        try
        {
            using var import = await EtcdImport.OpenAsync(etcd with { TimeProvider = time }, cancellationToken).ConfigureAwait(false);
            if (import is { Objects: > 0, IsUnfinished: false })
            {
                await new LiveServers(import, time).RefuseAsync(where, cancellationToken).ConfigureAwait(false);
                if (!force)
                {
                    throw new StartupException($"{where} holds {import.Objects} objects: with --force they are removed; export them first, or choose another --etcd-prefix");
                }
            }

            await using (var store = await import.BeginAsync(summary.Header.Revision, cancellationToken).ConfigureAwait(false))
            {
                await FillAsync(store, path, summary, cancellationToken).ConfigureAwait(false);
            }

            await import.FinishAsync(cancellationToken).ConfigureAwait(false);
            Report(where, summary);
        }
        catch (Exception e) when (e is StoreUnavailableException or InvalidDataException)
        {
            throw new StartupException(e.Message, e);
        }
    }

    // on a full disk a store closes with commits in its log alone, which does not get its name
    private static async Task<StoreBackup> SealAsync(string fresh, long last, CancellationToken cancellationToken)
    {
        var made = await StoreRestore.SealAsync(fresh, cancellationToken).ConfigureAwait(false);
        return made.Revision >= last ? made : throw new IOException($"{fresh} lost what was written into it: check the disk");
    }

    private async Task FillAsync(IStoreWriter store, string path, ArchiveSummary summary, CancellationToken cancellationToken)
    {
        var line = new ProgressLine(output, Paint.ForOutput(), time);
        try
        {
            var file = ArchiveFile.Open(path);
            await using var closing = file.ConfigureAwait(false);
            await StoreImport.RunAsync(
                file,
                store,
                time,
                done => line.Tell(() => string.Create(CultureInfo.InvariantCulture, $"  {done} of {summary.Objects} objects")),
                cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            line.End();
        }
    }

    private void Report(string where, ArchiveSummary summary)
    {
        ArchiveFile.Report(output, "Imported", where, summary);
        output.WriteLine("Watches and lists that were begun before are told to begin anew (410). Keys and certificates are not in it: outrigger pki export.");
    }

    private static void Remove(string path)
    {
        foreach (var end in (string[])["", "-wal", "-shm", ".lock"])
        {
            File.Delete(path + end);
        }
    }
}

using System.Globalization;
using Outrigger.Cli.Files;
using Outrigger.Cli.Terminal;
using Outrigger.Client.Configuration;
using Outrigger.Storage.Archives;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Cli.Stores;

/// <summary>Writes all objects of a store into a file that any store can take over.</summary>
internal sealed class ExportRun(TextWriter output, TimeProvider time)
{
    /// <summary>Writes <paramref name="path"/>: whole and checked, or nothing.</summary>
    /// <param name="data">The server's folder.</param>
    /// <param name="etcd">Where the objects are; null for the folder's own store, or what its server has.</param>
    /// <param name="kubeconfig">Names a server to ask; null for none.</param>
    /// <param name="path">The file.</param>
    /// <param name="force">Replaces a file that is there.</param>
    /// <param name="cancellationToken">Leaves nothing behind.</param>
    public async Task RunAsync(
        DataDirectory data, EtcdStoreOptions? etcd, string? kubeconfig, string path, bool force, CancellationToken cancellationToken)
    {
        var target = EmbeddedPlace.Target(path, force);
        var partial = $"{target}.partial";
        var line = new ProgressLine(output, Paint.ForOutput(), time);
        var source = $"the embedded store {data.Database}";
        try
        {
            if (etcd is not null)
            {
                source = $"{etcd.Prefix} in etcd at {string.Join(',', etcd.Servers)}";
                await using var store = await EtcdStore.OpenAsync(etcd with { TimeProvider = time, MustExist = true }, cancellationToken).ConfigureAwait(false);
                await WriteAsync(store, store, partial, line, cancellationToken).ConfigureAwait(false);
            }
            else if (kubeconfig is null && new EmbeddedPlace(data, time).TakeIfIdle() is { } taken)
            {
                using var held = taken;
                await using var store = await SqliteStore.OpenAsync(
                    new SqliteStoreOptions { Path = data.Database, TimeProvider = time }, cancellationToken).ConfigureAwait(false);
                await WriteAsync(store, store, partial, line, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                var config = Kubeconfig.Load(kubeconfig ?? data.Kubeconfig).ToClientConfig(time);
                source = $"the server {config.Server}";
                var client = new StoreClient(config);
                await client.ExportAsync(partial, done => line.Tell(() => $"  {Sizes.Text(done)}"), cancellationToken).ConfigureAwait(false);
            }

            var summary = await ArchiveFile.CheckAsync(partial, cancellationToken).ConfigureAwait(false);
            File.Move(partial, target, overwrite: true);
            line.End();
            output.WriteLine($"{"Of",-10}{source}");
            ArchiveFile.Report(output, "Exported", target, summary);
        }
        catch (Exception e) when (e is StoreUnavailableException or IOException or UnauthorizedAccessException)
        {
            throw new StartupException(e.Message, e);
        }
        finally
        {
            line.End();
            File.Delete(partial);
        }
    }

    private async Task WriteAsync(
        IStoreReader store, IStoreExpiries expiries, string partial, ProgressLine line, CancellationToken cancellationToken)
    {
        var file = PrivateFiles.Create(partial);
        await using var closing = file.ConfigureAwait(false);
        await StoreExport.RunAsync(
            store,
            expiries,
            file,
            time,
            done => line.Tell(() => string.Create(CultureInfo.InvariantCulture, $"  {done} objects")),
            cancellationToken).ConfigureAwait(false);
        file.Flush(flushToDisk: true);
    }
}

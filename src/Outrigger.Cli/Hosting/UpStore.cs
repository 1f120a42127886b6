using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.Cli.Pki;
using Outrigger.Server.Health;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Memory;
using Outrigger.Storage.Sqlite;

namespace Outrigger.Cli.Hosting;

/// <summary>The store that the flags name.</summary>
/// <param name="Store">To be disposed of by the caller.</param>
/// <param name="IsShared">Whether other servers may use it too.</param>
/// <param name="Readiness">Red while it does not answer.</param>
internal sealed record UpStore(IStore Store, bool IsShared, IReadOnlyList<IHealthCheck> Readiness)
{
    private const string Note = "pki";

    // A client that outlives the server meets other revisions than before, so that its watch is refused and it lists anew; unless more than
    // one write a second was made in all that time. Finer steps would soon be beyond what clients take for a revision of the far future.
    private static readonly DateTimeOffset MemoryEpoch = new(2025, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The store itself when it is embedded.</summary>
    public SqliteStore? Embedded => Store as SqliteStore;

    /// <summary>Opens it; <paramref name="pki"/> must be what the other servers of a shared store have: it is asked for with such a store alone.</summary>
    public static async Task<UpStore> OpenAsync(
        UpModel model, Func<Task<JsonObject>> pki, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        if (model.InMemory)
        {
            var first = Math.Max(1, (long)(time.GetUtcNow() - MemoryEpoch).TotalSeconds);
            return new UpStore(new MemoryStore(time, first), false, []);
        }

        if (model.Etcd is not { } etcd)
        {
            var embedded = await OpenSqliteAsync(model, time, loggers, cancellationToken).ConfigureAwait(false);
            return new UpStore(embedded, false, [new HealthCheck("storage", _ => new(embedded.Failure))]);
        }

        try
        {
            var store = await EtcdStore.OpenAsync(
                etcd with { TimeProvider = time, Logger = loggers.CreateLogger<EtcdStore>() }, cancellationToken).ConfigureAwait(false);
            try
            {
                await AgreeAsync(store, await pki().ConfigureAwait(false), model, etcd.Prefix, cancellationToken).ConfigureAwait(false);
                return new UpStore(store, true, [new StorageCheck("etcd", store, time)]);
            }
            catch
            {
                await store.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch (StoreUnavailableException e)
        {
            throw new StartupException(e.Message, e);
        }
    }

    private static async Task<SqliteStore> OpenSqliteAsync(UpModel model, TimeProvider time, ILoggerFactory loggers, CancellationToken cancellationToken)
    {
        try
        {
            return await SqliteStore.OpenAsync(
                new SqliteStoreOptions { Path = model.Data.Database, TimeProvider = time, Logger = loggers.CreateLogger<SqliteStore>() },
                cancellationToken).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            throw new StartupException($"the store {model.Data.Database} does not open: {e.Message}", e);
        }
    }

    // what one server issued would be refused by the next
    private static async Task AgreeAsync(EtcdStore store, JsonObject pki, UpModel model, string prefix, CancellationToken cancellationToken)
    {
        var noted = await store.AgreeAsync(Note, pki.ToJsonString(), cancellationToken).ConfigureAwait(false);
        if (Differences(pki, noted) is { Count: > 0 } fields)
        {
            throw new StartupException(
                $"{model.Data.SharedPki} is not the PKI that the servers of {prefix} in etcd share ({string.Join(", ", fields)} differ): "
                + "take over theirs with outrigger pki export and outrigger pki import, or name their folder with --pki-dir; "
                + $"to change it for all of them, stop them and remove the key {prefix}/.store/{Note}");
        }
    }

    private static IReadOnlyList<string> Differences(JsonObject pki, string noted)
    {
        try
        {
            return PkiFingerprint.Differences(pki, JsonNode.Parse(noted) as JsonObject ?? []);
        }
        catch (JsonException)
        {
            return PkiFingerprint.Differences(pki, []);
        }
    }
}

using Outrigger.Server.Extension;
using Outrigger.Storage.Sqlite;
using VersionedApiServer.Conversion;

return await new ExtensionServerBuilder("backup-api-server")
    .UseStorage(async (options, cancellationToken) => await SqliteStore.OpenAsync(
        new SqliteStoreOptions { Path = Path.Combine(options.DataDir, "backups.db") }, cancellationToken))
    .AddResource(BackupVersions.All)
    .RunAsync(args);

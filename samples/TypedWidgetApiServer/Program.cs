using Outrigger.Server.Extension;
using Outrigger.Storage.Sqlite;
using TypedWidgetApiServer;

return await new ExtensionServerBuilder("typed-widget-api-server")
    .UseStorage(async (options, cancellationToken) => await SqliteStore.OpenAsync(
        new SqliteStoreOptions { Path = Path.Combine(options.DataDir, "widgets.db") }, cancellationToken))
    .AddResource<Widget>()
    .RunAsync(args);

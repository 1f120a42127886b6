using Outrigger.Server.Extension;
using Outrigger.Storage.Sqlite;
using WidgetApiServer;

return await new ExtensionServerBuilder("custom-api-server")
    .UseStorage(async (options, cancellationToken) => await SqliteStore.OpenAsync(
        new SqliteStoreOptions { Path = Path.Combine(options.DataDir, "widgets.db") }, cancellationToken))
    .AddResource(new WidgetStrategy(), new WidgetReconciler(TimeProvider.System))
    .RunAsync(args);

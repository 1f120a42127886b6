using Outrigger.Server.Extension;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;
using WidgetApiServer;

return await new ExtensionServerBuilder("custom-api-server")
    .UseStorage(OpenAsync, takesEtcd: true)
    .AddAdmission(new ImagePolicy())
    .AddResource(new WidgetStrategy(), new WidgetReconciler(TimeProvider.System))
    .RunAsync(args);

static async Task<IStore> OpenAsync(ExtensionServerOptions options, CancellationToken cancellationToken) => options.EtcdServers.Count == 0
    ? await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path.Combine(options.DataDir, "widgets.db") }, cancellationToken)
    : await EtcdStore.OpenAsync(
        new EtcdStoreOptions
        {
            Servers = options.EtcdServers,
            Prefix = options.EtcdPrefix ?? "/custom-api-server",
            CaFile = options.EtcdCaFile,
            CertFile = options.EtcdCertFile,
            KeyFile = options.EtcdKeyFile,
        },
        cancellationToken);

using Outrigger.Server.Extension;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;
using WardleApiServer;
using WardleApiServer.V1Alpha1;

return await new ExtensionServerBuilder("wardle-api-server")
    .UseStorage(OpenAsync, takesEtcd: true)
    .AddAdmission(objects => new BanFlunder(objects))
    .AddResource(FlunderVersions.All)
    .AddResource<Fischer>()
    .RunAsync(args);

static async Task<IStore> OpenAsync(ExtensionServerOptions options, CancellationToken cancellationToken) => options.EtcdServers.Count == 0
    ? await SqliteStore.OpenAsync(new SqliteStoreOptions { Path = Path.Combine(options.DataDir, "wardle.db") }, cancellationToken)
    : await EtcdStore.OpenAsync(
        new EtcdStoreOptions
        {
            Servers = options.EtcdServers,
            Prefix = options.EtcdPrefix ?? "/registry/wardle.example.com",
            CaFile = options.EtcdCaFile,
            CertFile = options.EtcdCertFile,
            KeyFile = options.EtcdKeyFile,
        },
        cancellationToken);

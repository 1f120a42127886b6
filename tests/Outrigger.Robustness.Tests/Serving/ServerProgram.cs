using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Registry.Building;
using Outrigger.Server.Authentication;
using Outrigger.Server.Catalog;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;
using Outrigger.Storage.Cache;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd;
using Outrigger.Storage.Sqlite;
using Outrigger.TestKit;

namespace Outrigger.Robustness.Tests.Serving;

/// <summary>
/// The process that faults strike: the real server over the real store, with one kind and small limits, so that it compacts and
/// checkpoints all the time. It tells its port on standard output and takes commands on standard input.
/// </summary>
internal static class ServerProgram
{
    public const string Token = "robust";
    private const int FileTooLarge = 25;
    private const int Ignore = 1;

    public static async Task RunAsync(ServerSettings settings)
    {
        // a limit of file sizes stands for a full disk: writes are to fail, not the process
        _ = Signal(FileTooLarge, Ignore);
        using var loggers = LoggerFactory.Create(l => l.SetMinimumLevel(LogLevel.Warning).AddProvider(new ErrorLines()));
        var failpoints = new Failpoints();
        var sound = await OpenAsync(settings, failpoints, loggers);
        await using var store = settings.Breakage == Breakage.None ? sound : new BrokenStore(sound, settings.Breakage, failpoints);
        await using var cache = await WatchCache.StartAsync(
            store,
            new WatchCacheOptions { CompactionInterval = TimeSpan.FromSeconds(2), Logger = loggers.CreateLogger<WatchCache>() },
            CancellationToken.None);
        var catalog = new ResourceCatalog();
        catalog.Publish("robust",
        [
            new CatalogGroupVersion(new GroupVersion("", "v1"), 18000, 1)
            {
                Resources = [.. new ResourceBuilder(cache).Build(TestKinds.ConfigMaps with { Time = new QuickTime() }).Versions],
            },
        ]);
        var parts = new ServerParts
        {
            Catalog = catalog,
            Schemas = TestKinds.Library,
            Authenticators = [new BearerTokenAuthenticator(StaticTokenFile.Parse($"{Token},admin,1,system:masters\n"))],
            Loggers = loggers,
        };
        await using var server = ApiServer.Create(parts, new ServingOptions());
        await server.StartAsync(CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var pairs = new PairWriter(cache, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)).RunAsync(stop.Token);
        await Console.Out.WriteLineAsync($"port {server.Port}");

        // the harness holds the other end: when it is gone, so are we
        while (await Console.In.ReadLineAsync(CancellationToken.None) is { } command)
        {
            failpoints.Obey(command);
        }

        await stop.CancelAsync();
        await pairs.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static async Task<IStore> OpenAsync(ServerSettings settings, Failpoints failpoints, ILoggerFactory loggers) => settings.Path is { } path
        ? await SqliteStore.OpenAsync(
            new SqliteStoreOptions
            {
                Path = path, CheckpointPages = 48, Failpoint = step => failpoints.At(step.ToString()), Logger = loggers.CreateLogger<SqliteStore>(),
            },
            CancellationToken.None)
        : new FailpointStore(
            await EtcdStore.OpenAsync(
                new EtcdStoreOptions { Servers = settings.Etcd, Logger = loggers.CreateLogger<EtcdStore>() }, CancellationToken.None),
            failpoints);

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint Signal(int number, nint handler);
}

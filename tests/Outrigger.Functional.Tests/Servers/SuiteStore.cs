using Outrigger.TestKit.Etcd;

namespace Outrigger.Functional.Tests.Servers;

/// <summary>
/// What the servers of a cluster keep their objects in: the variable OUTRIGGER_TEST_STORE says sqlite (default), memory or etcd, and
/// OUTRIGGER_TEST_ETCD_MEMBERS how many members that etcd has (default 1).
/// </summary>
internal sealed class SuiteStore : IDisposable
{
    private const string Variable = "OUTRIGGER_TEST_STORE";
    private readonly EtcdCluster? etcd;

    private SuiteStore(IReadOnlyList<string> controlPlaneFlags, IReadOnlyList<string> widgetFlags, EtcdCluster? etcd)
    {
        ControlPlaneFlags = controlPlaneFlags;
        WidgetFlags = widgetFlags;
        this.etcd = etcd;
    }

    public IReadOnlyList<string> ControlPlaneFlags { get; }

    public IReadOnlyList<string> WidgetFlags { get; }

    public static async Task<SuiteStore> StartAsync()
    {
        switch (Environment.GetEnvironmentVariable(Variable))
        {
            case null or "" or "sqlite":
                return new SuiteStore([], [], null);
            case "memory":
                return new SuiteStore(["--storage=memory"], [], null);
            case "etcd":
                var members = int.TryParse(Environment.GetEnvironmentVariable("OUTRIGGER_TEST_ETCD_MEMBERS"), out var number) ? number : 1;
                var etcd = await EtcdCluster.StartAsync(members);
                IReadOnlyList<string> flags = [$"--etcd-servers={string.Join(',', etcd.Urls)}"];
                return new SuiteStore(flags, flags, etcd);
            case var other:
                throw new InvalidOperationException($"{Variable} is \"{other}\": it must be sqlite, memory or etcd");
        }
    }

    public void Dispose() => etcd?.Dispose();
}

using System.Globalization;
using Outrigger.Client.Configuration;
using Outrigger.Client.Rest;
using Outrigger.MetricsBench;

// Simulates kubelets, registers them as nodes at a server, and measures a metrics server that scrapes them:
//   dotnet run -c Release --project bench/Outrigger.MetricsBench -- KUBECONFIG OUTRIGGER [NODES] [PODS-A-NODE] [SECONDS]
if (args.Length < 2)
{
    Console.Error.WriteLine("usage: KUBECONFIG OUTRIGGER [NODES=1000] [PODS-A-NODE=30] [SECONDS=60]");
    return 2;
}

int Number(int place, int otherwise) => args.Length > place ? int.Parse(args[place], CultureInfo.InvariantCulture) : otherwise;
var (nodes, pods, seconds) = (Number(2, 1000), Number(3, 30), Number(4, 60));
var folder = Directory.CreateTempSubdirectory("outrigger-metrics-bench-").FullName;
try
{
    using var authority = new BenchAuthority();
    var ca = Path.Combine(folder, "ca.crt");
    await File.WriteAllTextAsync(ca, authority.Pem);
    await using var kubelets = await SimulatedKubelets.StartAsync(authority, nodes, pods);
    using var client = new KubernetesClient(Kubeconfig.Load(args[0]).ToClientConfig(TimeProvider.System), TimeProvider.System);
    await new BenchObjects(client).RegisterAsync(nodes, pods, kubelets.Port);
    Console.WriteLine($"{nodes} nodes of {pods} pods are registered");

    using var server = MeasuredServer.Start(args[1], "metrics-server", $"--kubeconfig={args[0]}", "--bind-address=127.0.0.1", "--secure-port=0",
        $"--kubelet-certificate-authority={ca}", "--kubelet-preferred-address-types=InternalIP", "--kubelet-use-node-status-port", "--kubelet-allow-loopback");
    await server.FirstFiguresAsync();
    await Task.Delay(TimeSpan.FromSeconds(45));
    var (scrapes, connections, before) = (kubelets.Scrapes, kubelets.Connections, server.Cpu());
    var start = TimeProvider.System.GetTimestamp();
    await Task.Delay(TimeSpan.FromSeconds(seconds));
    var elapsed = TimeProvider.System.GetElapsedTime(start).TotalSeconds;
    var cores = (server.Cpu() - before).TotalSeconds / elapsed;
    var (done, opened) = (kubelets.Scrapes - scrapes, kubelets.Connections - connections);
    Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"{done / elapsed:0} scrapes a second, {opened} new connections; {cores * 1000:0} mCPU, {cores * 1000 / nodes:0.000} a node; "
        + $"{server.Memory() / 1048576.0:0} MiB resident, {server.Memory() / 1024.0 / nodes:0} KiB a node"));
    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

using System.Globalization;
using Outrigger.Bench;

// bench --kubeconfig FILE [--seconds S] [--connections C] [--objects N]: measures a Kubernetes API beside a bare Kestrel endpoint
// bench --bare BYTES: the bare endpoint itself, in a process of its own; prints its port
if (args is ["--bare", var bytes])
{
    await BareServer.RunAsync(int.Parse(bytes, CultureInfo.InvariantCulture));
    return 0;
}

var options = BenchOptions.Parse(args);
if (options is null)
{
    await Console.Error.WriteLineAsync("usage: bench --kubeconfig FILE [--seconds 5] [--connections 32] [--objects 10000]");
    return 2;
}

await Bench.RunAsync(options);
return 0;

using BenchmarkDotNet.Running;
using Outrigger.Microbench;

// microbench: BenchmarkDotNet's own options (--filter '*Apply*' --job short); microbench cpu [FILTER]: by processor time, quickly
if (args is ["cpu", ..])
{
    await ProcessorTime.RunAsync(args.Length > 1 ? args[1] : "");
    return;
}

BenchmarkSwitcher.FromAssembly(typeof(WriteBenchmarks).Assembly).Run(args);

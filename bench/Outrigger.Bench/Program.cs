using System.Globalization;
using Outrigger.Bench;

// bench --bare BYTES: the bare endpoint itself, in a process of its own; prints its port
if (args is ["--bare", var bytes])
{
    await BareServer.RunAsync(int.Parse(bytes, CultureInfo.InvariantCulture));
    return 0;
}

if (BenchOptions.Parse(args) is not { } options)
{
    await Console.Error.WriteLineAsync(BenchOptions.Usage);
    return 2;
}

// of this program alone: answers are read on the thread that waits for the sockets, which spares a hop for each
Environment.SetEnvironmentVariable("DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", "1");
if (options.Process.Length > 0)
{
    await new ProcessBench(options).RunAsync();
    return 0;
}

var rows = await new Runner(options).RunAsync();
Report.Print(rows, options);
if (options.Json.Length > 0)
{
    await File.WriteAllTextAsync(options.Json, Report.ToJson(rows, options).ToJsonString(new() { WriteIndented = true }));
}

return 0;

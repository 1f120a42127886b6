using Outrigger.Storage.Bench;

// What to measure: raw, commit, cache, memory; all of them without an argument.
var what = args.Length > 0 ? args : ["raw", "commit", "cache", "memory"];
var folder = Directory.CreateTempSubdirectory("outrigger-bench-").FullName;
try
{
    foreach (var name in what)
    {
        switch (name)
        {
            case "raw":
                RawBench.Run(folder);
                break;
            case "commit":
                await CommitBench.RunAsync(folder);
                break;
            case "cache":
                await CacheBench.CommitsAsync(folder);
                break;
            case "memory":
                await CacheBench.MemoryAsync(folder, 1_000);
                await CacheBench.MemoryAsync(folder, 100_000);
                break;
            default:
                Console.Error.WriteLine($"unknown: {name}; one of raw, commit, cache, memory");
                return 2;
        }
    }

    return 0;
}
finally
{
    Directory.Delete(folder, recursive: true);
}

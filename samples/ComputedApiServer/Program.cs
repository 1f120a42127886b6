using ComputedApiServer;
using Outrigger.Server.Extension;

return await new ExtensionServerBuilder("disk-api-server")
    .AddComputed(new DiskSource())
    .RunAsync(args);

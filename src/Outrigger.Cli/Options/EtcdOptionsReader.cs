using Outrigger.Storage.Etcd;

namespace Outrigger.Cli.Options;

/// <summary>Reads the --etcd flags.</summary>
internal static class EtcdOptionsReader
{
    /// <summary>Null when the embedded store is meant; clock and logger are the caller's.</summary>
    public static EtcdStoreOptions? Read(UpOptions options, OptionFiles files, List<string> problems)
    {
        string[] further = [options.EtcdPrefix, options.EtcdCaFile, options.EtcdCertFile, options.EtcdKeyFile];
        if (options.EtcdServers.Count == 0)
        {
            if (further.Any(f => f.Length > 0))
            {
                problems.Add("--etcd-prefix, --etcd-cafile, --etcd-certfile and --etcd-keyfile go with --etcd-servers: give it as well");
            }

            return null;
        }

        _ = files.Authorities("--etcd-cafile", options.EtcdCaFile);
        _ = files.Pair("--etcd-certfile", options.EtcdCertFile, "--etcd-keyfile", options.EtcdKeyFile);
        return new EtcdStoreOptions
        {
            Servers = options.EtcdServers,
            Prefix = options.EtcdPrefix.Length > 0 ? options.EtcdPrefix : EtcdStoreOptions.DefaultPrefix,
            CaFile = Given(options.EtcdCaFile),
            CertFile = Given(options.EtcdCertFile),
            KeyFile = Given(options.EtcdKeyFile),
        };
    }

    private static string? Given(string text) => text.Length > 0 ? text : null;
}

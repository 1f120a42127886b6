using System.CommandLine;
using Outrigger.Cli.Options;

namespace Outrigger.Cli.Commands;

/// <summary>The flags that name an etcd, with kube-apiserver's names.</summary>
internal sealed class EtcdFlags(string meaning)
{
    private readonly Option<string[]> servers = Flag.List("--etcd-servers", "URLS", meaning);
    private readonly Option<string> prefix = Flag.Text("--etcd-prefix", "PATH", "What all keys in etcd begin with (default /outrigger)");
    private readonly Option<string> authority = Flag.Text("--etcd-cafile", "FILE", "Authority of etcd's members, PEM (default: the machine's)");
    private readonly Option<string> certificate = Flag.Text("--etcd-certfile", "FILE", "Client certificate for etcd, PEM");
    private readonly Option<string> key = Flag.Text("--etcd-keyfile", "FILE", "Its private key, PEM");

    public IReadOnlyList<Option> Options => [servers, prefix, authority, certificate, key];

    public UpOptions Read(ParseResult result, UpOptions others) => others with
    {
        EtcdServers = Flag.Values(result, servers),
        EtcdPrefix = result.GetValue(prefix) ?? "",
        EtcdCaFile = result.GetValue(authority) ?? "",
        EtcdCertFile = result.GetValue(certificate) ?? "",
        EtcdKeyFile = result.GetValue(key) ?? "",
    };
}

using System.Globalization;
using System.Text;
using Outrigger.Server.Authentication;
using Outrigger.Server.AutoTls;
using Outrigger.Server.Flags;
using Outrigger.Server.Networking;
using Outrigger.Server.Settings;

namespace Outrigger.Server.Extension;

/// <summary>Reads the flags of an extension server: <c>--flag=value</c> or <c>--flag value</c>. Every problem is told at once.</summary>
public static class ExtensionFlags
{
    private static readonly IReadOnlyList<ServerFlag<ExtensionServerOptions>> All =
    [
        new("secure-port", "PORT", "port to serve HTTPS on (default 443)", (o, v) => o with { SecurePort = Port(v) }),
        new("bind-address", "IP", "address to listen on (default 0.0.0.0)", (o, v) => o with { BindAddress = Address(v) }),
        new("tls-cert-file", "FILE", "serving certificate and chain, PEM; self-signed when not given", (o, v) => o with { TlsCertFile = v }),
        new("tls-private-key-file", "FILE", "its private key, PEM", (o, v) => o with { TlsPrivateKeyFile = v }),
        new("auto-tls", "", "make certificates, renew them and put the CA into the APIService, instead of --tls-cert-file", (o, v) => o with { IsAutoTls = FlagValues.Switch(v) }) { IsSwitch = true },
        new("auto-tls-service", "NAMESPACE/NAME", "whose names they carry (default the APIService's)", (o, v) => o with { AutoTlsDetails = Auto(o) with { Service = ServiceName(v) } }),
        new("auto-tls-names", "NAME,…", "further names and addresses", (o, v) => o with { AutoTlsDetails = Auto(o) with { FurtherNames = List(v) } }),
        new("auto-tls-secret", "NAME", "a Secret that keeps the keys for all replicas; a file in --data-dir when not given", (o, v) => o with { AutoTlsDetails = Auto(o) with { Secret = v } }),
        new("auto-tls-register", "", "create APIServices that are missing", (o, v) => o with { AutoTlsDetails = Auto(o) with { Register = FlagValues.Switch(v) } }) { IsSwitch = true },
        new("client-ca-file", "FILE", "further CAs of client certificates, PEM", (o, v) => o with { ClientCaFile = v }),
        new("requestheader-client-ca-file", "FILE", "CA of the front proxy, PEM; what the main server says when not given", (o, v) => o with { RequestHeaderClientCaFile = v }),
        new("requestheader-allowed-names", "NAME,…", "common names that proxy may have", (o, v) => o with { FrontProxy = Proxy(o) with { AllowedNames = List(v) } }),
        new("requestheader-username-headers", "NAME,…", "its headers with the user", (o, v) => o with { FrontProxy = Proxy(o) with { UsernameHeaders = List(v) } }),
        new("requestheader-uid-headers", "NAME,…", "its headers with the uid", (o, v) => o with { FrontProxy = Proxy(o) with { UidHeaders = List(v) } }),
        new("requestheader-group-headers", "NAME,…", "its headers with a group a line", (o, v) => o with { FrontProxy = Proxy(o) with { GroupHeaders = List(v) } }),
        new("requestheader-extra-headers-prefix", "TEXT,…", "prefixes of its further headers", (o, v) => o with { FrontProxy = Proxy(o) with { ExtraHeaderPrefixes = List(v) } }),
        new("authentication-token-webhook-cache-ttl", "DURATION", "how long the main server's word on a token is believed (default 10s)", (o, v) => o with { TokenCacheTtl = FlagValues.Duration(v) }),
        new("authorization-webhook-cache-authorized-ttl", "DURATION", "how long an allowance of the main server is (default 10s)", (o, v) => o with { AuthorizedCacheTtl = FlagValues.Duration(v) }),
        new("authorization-webhook-cache-unauthorized-ttl", "DURATION", "how long a refusal is (default 10s)", (o, v) => o with { UnauthorizedCacheTtl = FlagValues.Duration(v) }),
        new("authorization-always-allow-paths", "PATH,…", "what everybody may read (default /healthz,/readyz,/livez)", (o, v) => o with { AlwaysAllowPaths = List(v) }),
        new("kubeconfig", "FILE", "how to reach the main server; the pod's service account when not given", (o, v) => o with { Kubeconfig = v }),
        new("authentication-kubeconfig", "FILE", "the same, for TokenReviews", (o, v) => o with { AuthenticationKubeconfig = v }),
        new("authorization-kubeconfig", "FILE", "the same, for SubjectAccessReviews", (o, v) => o with { AuthorizationKubeconfig = v }),
        new("data-dir", "DIR", "where the embedded store is kept (default ./data)", (o, v) => o with { DataDir = v }),
        new("etcd-servers", "URL,…", "etcd's members, when several replicas share one store; the embedded store when not given", (o, v) => o with { EtcdServers = List(v) }),
        new("etcd-prefix", "PATH", "what all keys in etcd begin with (default: the server's own)", (o, v) => o with { EtcdPrefix = v }),
        new("etcd-cafile", "FILE", "CA of etcd's members, PEM; the machine's when not given", (o, v) => o with { EtcdCaFile = v }),
        new("etcd-certfile", "FILE", "client certificate for etcd, PEM", (o, v) => o with { EtcdCertFile = v }),
        new("etcd-keyfile", "FILE", "its private key, PEM", (o, v) => o with { EtcdKeyFile = v }),
        .. SettingFlags.All.Select(f => f.In<ExtensionServerOptions>(o => o.Settings, (o, s) => o with { Settings = s })),
    ];

    /// <summary>Parses; throws <see cref="ArgumentException"/> with one line a problem.</summary>
    public static ExtensionServerOptions Parse(IReadOnlyList<string> args)
    {
        var options = new ExtensionServerOptions();
        var problems = new List<string>();
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] is "--help" or "-h")
            {
                options = options with { Help = true };
                continue;
            }

            var (name, value) = Split(args[i]);
            var flag = All.FirstOrDefault(f => f.Name == name);
            if (flag is null)
            {
                problems.Add($"unknown flag {args[i]}: --help lists the flags");
            }
            else if ((value ?? (flag.IsSwitch ? "true" : i + 1 < args.Count ? args[++i] : null)) is { } given)
            {
                options = flag.TryApply(options, given, problems);
            }
            else
            {
                problems.Add($"--{name} needs a value: --{name}={flag.Value}");
            }
        }

        options = options with { AutoTls = options.IsAutoTls ? Auto(options) : null };
        SettingFlags.Check(options.Settings, problems);
        problems.AddRange(options.Problems());
        return problems.Count == 0 ? options : throw new ArgumentException(string.Join(Environment.NewLine, problems));
    }

    /// <summary>The text of --help.</summary>
    public static string Help(string serverName)
    {
        var text = new StringBuilder($"{serverName}: an extension API server\n\nFlags:\n");
        foreach (var flag in All)
        {
            var name = flag.IsSwitch ? $"--{flag.Name}{flag.Value}" : $"--{flag.Name}={flag.Value}";
            text.Append(CultureInfo.InvariantCulture, $"  {name,-36} {flag.Help}\n");
        }

        return text.ToString();
    }

    private static (string Name, string? Value) Split(string arg)
    {
        var plain = arg.StartsWith("--", StringComparison.Ordinal) ? arg[2..] : arg;
        var equals = plain.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? (plain, null) : (plain[..equals], plain[(equals + 1)..]);
    }

    private static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static AutoTlsOptions Auto(ExtensionServerOptions options) => options.AutoTlsDetails ?? new AutoTlsOptions();

    private static string ServiceName(string text) => text.Split('/') is [{ Length: > 0 }, { Length: > 0 }] ? text : throw new FormatException("give NAMESPACE/NAME");

    private static FrontProxyOptions Proxy(ExtensionServerOptions options) => options.FrontProxy ?? new FrontProxyOptions();

    private static int Port(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535 ? port : throw new FormatException("give PORT, 0 to 65535");

    private static string Address(string text) => AddressText.TryParse(text, out var address)
        ? address.ToString()
        : throw new FormatException("give IP");
}

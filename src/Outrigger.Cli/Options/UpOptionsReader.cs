using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Cli.Files;
using Outrigger.Cli.Pki;
using Outrigger.ControlPlane.Autoscaling;
using Outrigger.ControlPlane.Hosting;
using Outrigger.Server.Authentication;
using Outrigger.Server.Networking;
using Outrigger.Server.Settings;

namespace Outrigger.Cli.Options;

/// <summary>Checks the flags of <c>outrigger up</c> and reads what they name; throws once, with every problem and its fix.</summary>
internal static class UpOptionsReader
{
    public static UpModel Read(UpOptions options, TimeProvider time)
    {
        var problems = new List<string>();
        var files = new OptionFiles(problems, time);
        var tokens = new TokenOptionsReader(problems).Read(options);
        var (access, anonymous) = new AccessOptionsReader(files, problems, time).Read(
            options.Authentication, options.Authorization, tokens.Issuers);
        var requestHeaderCa = files.Authorities("--requestheader-client-ca-file", options.RequestHeaderClientCaFile);
        var model = new UpModel
        {
            Data = new DataDirectory(options.DataDirectory.Length > 0 ? options.DataDirectory : ".", options.PkiDirectory),
            InMemory = InMemory(options, problems),
            Etcd = EtcdOptionsReader.Read(options, files, problems),
            BindAddress = Address(options.BindAddress, problems),
            AdvertiseAddress = Advertised(options.AdvertiseAddress, problems),
            SecurePort = Port(options.SecurePort, problems),
            Serving = files.Pair("--tls-cert-file", options.TlsCertificateFile, "--tls-private-key-file", options.TlsPrivateKeyFile),
            ServingFiles = options.TlsCertificateFile.Length > 0 ? (options.TlsCertificateFile, options.TlsPrivateKeyFile) : null,
            FurtherClientAuthorities = files.Authorities("--client-ca-file", options.ClientCaFile),
            StaticTokens = files.Tokens("--token-auth-file", options.TokenAuthFile),
            Tokens = tokens,
            Access = access,
            Anonymous = anonymous,
            FurtherServiceAccountKeys =
                [.. options.ServiceAccountKeyFiles.Select(f => files.Key("--service-account-key-file", f)).OfType<string>()],
            SigningKey = files.SigningKey("--service-account-signing-key-file", options.ServiceAccountSigningKeyFile),
            FrontProxyAuthorities = requestHeaderCa.Length > 0 ? requestHeaderCa : null,
            FrontProxy = FrontProxy(options),
            ProxyClient = files.Pair(
                "--proxy-client-cert-file", options.ProxyClientCertificateFile, "--proxy-client-key-file", options.ProxyClientKeyFile),
            ProxyClientFiles = options.ProxyClientCertificateFile.Length > 0 ? (options.ProxyClientCertificateFile, options.ProxyClientKeyFile) : null,
            AdmissionPlugins = AdmissionPlugins.Choose(options.EnableAdmissionPlugins, options.DisableAdmissionPlugins, problems),
            Controllers = Controllers.Choose(options.Controllers, problems),
            Loopback = Loopback(options.AllowLoopbackEndpoints, problems),
            UpstreamHttp2 = IsTrue("--upstream-http2", options.UpstreamHttp2, problems),
            CacheSelfCheck = Duration("--cache-self-check", options.CacheSelfCheck, problems),
            EventTtl = Duration("--event-ttl", options.EventTtl, problems),
            LocalNode = options.LocalNode,
            Autoscaler = Autoscaler(options.Autoscaler, problems),
            LogLevel = Level(options.LogLevel, problems),
            Settings = SettingFlags.Read(options.Settings, problems),
        };
        if (options.DataDirectory.Length == 0)
        {
            problems.Add("--data-dir is empty: name a folder");
        }

        if (requestHeaderCa.Length > 0 && model.ProxyClient is null && options.ProxyClientCertificateFile.Length == 0)
        {
            problems.Add(
                "--requestheader-client-ca-file is given without --proxy-client-cert-file: extension servers would refuse our own front-proxy certificate");
        }

        return problems.Count == 0 ? model : throw new StartupException(problems);
    }

    private static IPAddress Address(string text, List<string> problems)
    {
        if (AddressText.TryParse(text, out var address))
        {
            return address;
        }

        problems.Add($"--bind-address: \"{text}\" is no IP address: 127.0.0.1 for this machine only, 0.0.0.0 for all networks");
        return IPAddress.Loopback;
    }

    private static IPAddress? Advertised(string text, List<string> problems)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (AddressText.TryParse(text, out var address) && !address.Equals(IPAddress.Any) && !address.Equals(IPAddress.IPv6Any))
        {
            return address;
        }

        problems.Add($"--advertise-address: \"{text}\" is no address that others can reach: give this machine's, or the load balancer's");
        return null;
    }

    private static bool InMemory(UpOptions options, List<string> problems)
    {
        if (options.Storage is not ("" or "sqlite" or "memory"))
        {
            problems.Add($"--storage: \"{options.Storage}\" is neither sqlite nor memory; for etcd name its members with --etcd-servers");
        }
        else if (options.Storage.Length > 0 && options.EtcdServers.Count > 0)
        {
            problems.Add($"--storage {options.Storage} and --etcd-servers exclude each other: leave one out");
        }

        return options.Storage is "memory";
    }

    private static int Port(string text, List<string> problems)
    {
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        problems.Add($"--secure-port: \"{text}\" is no port: 0 (any free one) to 65535");
        return 0;
    }

    private static FrontProxyOptions FrontProxy(UpOptions options)
    {
        var defaults = new FrontProxyOptions();
        return new FrontProxyOptions
        {
            AllowedNames = Or(options.RequestHeaderAllowedNames, [PkiFolder.FrontProxyName]),
            UsernameHeaders = Or(options.RequestHeaderUsernameHeaders, defaults.UsernameHeaders),
            GroupHeaders = Or(options.RequestHeaderGroupHeaders, defaults.GroupHeaders),
            UidHeaders = Or(options.RequestHeaderUidHeaders, defaults.UidHeaders),
            ExtraHeaderPrefixes = Or(options.RequestHeaderExtraHeadersPrefix, defaults.ExtraHeaderPrefixes),
        };
    }

    private static IReadOnlyList<string> Or(IReadOnlyList<string> given, IReadOnlyList<string> otherwise) => given.Count > 0 ? given : otherwise;

    private static bool IsTrue(string flag, string text, List<string> problems)
    {
        if (!bool.TryParse(text, out var value))
        {
            problems.Add($"{flag}: \"{text}\" is neither true nor false");
        }

        return value;
    }

    private static LoopbackPolicy Loopback(string? text, List<string> problems)
    {
        if (text is null or "false")
        {
            return LoopbackPolicy.None;
        }

        try
        {
            return LoopbackPolicy.Parse(text is "true" ? "" : text);
        }
        catch (FormatException e)
        {
            problems.Add(e.Message);
            return LoopbackPolicy.None;
        }
    }

    private static TimeSpan Duration(string flag, string text, List<string> problems)
    {
        // a timer cannot wait longer than this, and shorter only burns the processor
        if (GoDuration.Parse(text) is { } time && (time == TimeSpan.Zero || (time >= TimeSpan.FromSeconds(1) && time <= TimeSpan.FromDays(40))))
        {
            return time;
        }

        problems.Add($"{flag}: \"{text}\" is no duration from 1s to 960h: for example 10m, or 0 for never");
        return TimeSpan.Zero;
    }

    private static AutoscalerOptions Autoscaler(IReadOnlyList<KeyValuePair<string, string>> given, List<string> problems) => given.Aggregate(
        new AutoscalerOptions(), (made, flag) => AutoscalerFlags.All.Single(f => f.Name == flag.Key).TryApply(made, flag.Value, problems));

    private static LogLevel Level(string text, List<string> problems)
    {
        if (text is "error" or "warning" or "information" or "debug" && Enum.TryParse<LogLevel>(text, ignoreCase: true, out var level))
        {
            return level;
        }

        problems.Add($"--log-level: \"{text}\" is none of error, warning, information, debug");
        return LogLevel.Warning;
    }
}

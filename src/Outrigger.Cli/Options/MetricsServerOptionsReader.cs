using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Cli.Files;
using Outrigger.MetricsServer.Options;
using Outrigger.Server.Extension;
using Outrigger.Server.Networking;

namespace Outrigger.Cli.Options;

/// <summary>Checks the flags of <c>outrigger metrics-server</c>; throws once, with every problem and its fix.</summary>
internal static class MetricsServerOptionsReader
{
    /// <summary>The port of metrics-server's manifests.</summary>
    private const int UsualPort = 10250;

    public static (MetricsServerOptions Options, LogLevel Level) Read(MetricsServerFlagValues given)
    {
        var problems = new List<string>();
        var defaults = new MetricsServerOptions();
        var resolution = Duration("--metric-resolution", given.MetricResolution, defaults.MetricResolution, problems);

        // a short resolution alone shall not need a second flag
        var timeout = defaults.Kubelet.RequestTimeout < resolution * 0.9 ? defaults.Kubelet.RequestTimeout : resolution * 0.9;
        var options = new MetricsServerOptions
        {
            MetricResolution = resolution,
            Serving = new ExtensionServerOptions
            {
                SecurePort = Port("--secure-port", given.SecurePort, UsualPort, problems),
                BindAddress = Address(given.BindAddress, problems),
                TlsCertFile = given.TlsCertFile,
                TlsPrivateKeyFile = given.TlsPrivateKeyFile,
                ClientCaFile = given.ClientCaFile,
                Kubeconfig = given.Kubeconfig,
                AuthenticationKubeconfig = given.AuthenticationKubeconfig,
                AuthorizationKubeconfig = given.AuthorizationKubeconfig,
            },
            Kubelet = new KubeletOptions
            {
                PreferredAddressTypes = given.PreferredAddressTypes.Count > 0 ? given.PreferredAddressTypes : defaults.Kubelet.PreferredAddressTypes,
                UseNodeStatusPort = given.UseNodeStatusPort,
                Port = Port("--kubelet-port", given.KubeletPort, defaults.Kubelet.Port, problems),
                RequestTimeout = Duration("--kubelet-request-timeout", given.RequestTimeout, timeout, problems),
                CertificateAuthorityFile = given.CertificateAuthority,
                ClientCertificateFile = given.ClientCertificate,
                ClientKeyFile = given.ClientKey,
                InsecureTls = given.InsecureTls,
                AllowLoopback = given.AllowLoopback,
                NodeSelector = given.NodeSelector ?? "",
            },
        };
        var level = Level(given.LogLevel, problems);
        problems.AddRange(options.Problems());
        return problems.Count == 0 ? (options, level) : throw new StartupException(problems);
    }

    private static int Port(string flag, string? text, int otherwise, List<string> problems)
    {
        if (text is null)
        {
            return otherwise;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
        {
            return port;
        }

        problems.Add($"{flag}: \"{text}\" is no port: for example {otherwise}");
        return otherwise;
    }

    private static string Address(string? text, List<string> problems)
    {
        if (text is null || AddressText.TryParse(text, out _))
        {
            return text ?? "0.0.0.0";
        }

        problems.Add($"--bind-address: \"{text}\" is no IP address: 127.0.0.1 for this machine only, 0.0.0.0 for all networks");
        return "0.0.0.0";
    }

    private static TimeSpan Duration(string flag, string? text, TimeSpan otherwise, List<string> problems)
    {
        if (text is null || GoDuration.Parse(text) is { })
        {
            return text is null ? otherwise : GoDuration.Parse(text)!.Value;
        }

        problems.Add($"{flag}: \"{text}\" is no duration: for example {otherwise.TotalSeconds:0.###}s");
        return otherwise;
    }

    private static LogLevel Level(string? text, List<string> problems)
    {
        if ((text ?? "information") is "error" or "warning" or "information" or "debug")
        {
            return Enum.Parse<LogLevel>(text ?? "information", ignoreCase: true);
        }

        problems.Add($"--log-level: \"{text}\" is none of error, warning, information, debug");
        return LogLevel.Information;
    }
}

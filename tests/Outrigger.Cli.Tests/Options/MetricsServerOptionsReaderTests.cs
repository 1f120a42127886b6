using System.CommandLine;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Commands;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;

namespace Outrigger.Cli.Tests.Options;

public sealed class MetricsServerOptionsReaderTests
{
    [Fact]
    public void Read_Defaults_AreMetricsServers()
    {
        var (options, level) = Read();

        level.ShouldBe(LogLevel.Information);
        options.MetricResolution.ShouldBe(TimeSpan.FromSeconds(15));
        options.Serving.SecurePort.ShouldBe(10250);
        options.Serving.BindAddress.ShouldBe("0.0.0.0");
        options.Kubelet.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        options.Kubelet.Port.ShouldBe(10250);
        options.Kubelet.PreferredAddressTypes.ShouldBe(["Hostname", "InternalDNS", "InternalIP", "ExternalDNS", "ExternalIP"]);
        (options.Kubelet.UseNodeStatusPort, options.Kubelet.InsecureTls, options.Kubelet.AllowLoopback).ShouldBe((false, false, false));
    }

    [Fact]
    public void Read_EveryFlag_IsHandedOn()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "");
        var file = folder["file"];

        var (options, level) = Read(
            "--secure-port=0", "--bind-address=127.0.0.1", $"--tls-cert-file={file}", $"--tls-private-key-file={file}", $"--client-ca-file={file}",
            $"--kubeconfig={file}", $"--authentication-kubeconfig={file}", $"--authorization-kubeconfig={file}", "--metric-resolution=20s",
            "--node-selector=a=b", "--kubelet-preferred-address-types=InternalIP,ExternalIP", "--kubelet-use-node-status-port", "--kubelet-port=10255",
            "--kubelet-request-timeout=3s", $"--kubelet-certificate-authority={file}", $"--kubelet-client-certificate={file}", $"--kubelet-client-key={file}",
            "--kubelet-allow-loopback", "--log-level=debug");

        level.ShouldBe(LogLevel.Debug);
        options.MetricResolution.ShouldBe(TimeSpan.FromSeconds(20));
        var (serving, kubelet) = (options.Serving, options.Kubelet);
        (serving.SecurePort, serving.BindAddress).ShouldBe((0, "127.0.0.1"));
        string?[] files =
        [
            serving.TlsCertFile, serving.TlsPrivateKeyFile, serving.ClientCaFile, serving.Kubeconfig, serving.AuthenticationKubeconfig, serving.AuthorizationKubeconfig,
            kubelet.CertificateAuthorityFile, kubelet.ClientCertificateFile, kubelet.ClientKeyFile,
        ];
        files.ShouldAllBe(f => f == file);
        kubelet.PreferredAddressTypes.ShouldBe(["InternalIP", "ExternalIP"]);
        (kubelet.UseNodeStatusPort, kubelet.Port, kubelet.RequestTimeout, kubelet.AllowLoopback, kubelet.NodeSelector)
            .ShouldBe((true, 10255, TimeSpan.FromSeconds(3), true, "a=b"));
        Read("--kubelet-insecure-tls").Options.Kubelet.InsecureTls.ShouldBeTrue();
    }

    [Fact]
    public void Read_AShortResolution_ShortensTheTimeout() =>
        Read("--metric-resolution=2s").Options.Kubelet.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(1.8));

    [Theory]
    [InlineData("--metric-resolution: 0.5s is not between", "--metric-resolution=500ms")]
    [InlineData("--metric-resolution: \"often\" is no duration", "--metric-resolution=often")]
    [InlineData("--kubelet-request-timeout 14s is more than 9/10", "--kubelet-request-timeout=14s")]
    [InlineData("--kubelet-request-timeout must be more than 0", "--kubelet-request-timeout=0")]
    [InlineData("--kubelet-port: \"x\" is no port", "--kubelet-port=x")]
    [InlineData("--kubelet-port: 0 is no port", "--kubelet-port=0")]
    [InlineData("--secure-port: \"70000\" is no port", "--secure-port=70000")]
    [InlineData("--bind-address: \"here\" is no IP address", "--bind-address=here")]
    [InlineData("--bind-address: \"10.0.5\" is no IP address", "--bind-address=10.0.5")]
    [InlineData("--kubelet-preferred-address-types: \"IP\" is none of", "--kubelet-preferred-address-types=IP")]
    [InlineData("/nonexistent: no such file", "--kubelet-certificate-authority=/nonexistent")]
    [InlineData("exclude each other", "--kubelet-certificate-authority=/nonexistent", "--kubelet-insecure-tls")]
    [InlineData("--kubelet-client-certificate and --kubelet-client-key go together", "--kubelet-client-key=/dev/null")]
    [InlineData("--tls-cert-file and --tls-private-key-file go together", "--tls-cert-file=/dev/null")]
    [InlineData("--node-selector: ", "--node-selector=a===")]
    [InlineData("--log-level: \"loud\" is none of", "--log-level=loud")]
    public void Read_AWrongFlag_SaysWhatIsRight(string problem, params string[] args) =>
        Should.Throw<StartupException>(() => Read(args)).Problems.ShouldContain(p => p.Contains(problem, StringComparison.Ordinal));

    [Fact]
    public void Read_SeveralWrongFlags_TellsAll() =>
        Should.Throw<StartupException>(() => Read("--kubelet-port=x", "--log-level=loud", "--metric-resolution=0")).Problems.Count.ShouldBeGreaterThanOrEqualTo(3);

    private static (MetricsServer.Options.MetricsServerOptions Options, LogLevel Level) Read(params string[] args)
    {
        var flags = new MetricsServerFlags();
        var command = new Command("metrics-server");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        var result = command.Parse(args);
        result.Errors.ShouldBeEmpty();
        return MetricsServerOptionsReader.Read(flags.Read(result));
    }
}

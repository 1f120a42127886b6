using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Outrigger.Cli.Files;
using Outrigger.Cli.Options;
using Outrigger.Cli.Pki;
using Outrigger.ControlPlane.Autoscaling;

namespace Outrigger.Cli.Tests.Options;

public sealed class UpOptionsReaderTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly SetTime time = new(Start);
    private readonly PkiFolder pki;
    private readonly CertificateAuthority authority;

    public UpOptionsReaderTests()
    {
        pki = new PkiFolder(folder.Path, time);
        authority = pki.Authority("ca", "test-ca");
        pki.Leaf("server", authority, new LeafRequest("server", LeafUse.Server));
        pki.Leaf("other", authority, new LeafRequest("other", LeafUse.Server));
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Read_Defaults_ServeLoopbackOnly()
    {
        var model = UpOptionsReader.Read(new UpOptions { DataDirectory = folder["data"] }, time);
        model.BindAddress.ShouldBe(IPAddress.Loopback);
        model.SecurePort.ShouldBe(6443);
        model.FrontProxy.AllowedNames.ShouldBe(["front-proxy-client"]);
        model.Loopback.Allows("a", "b").ShouldBeFalse();
        model.LogLevel.ShouldBe(LogLevel.Warning);
        Directory.Exists(folder["data"]).ShouldBeFalse("reading flags makes nothing");
    }

    [Theory]
    [InlineData("1h", 3600)]
    [InlineData("90s", 90)]
    [InlineData("0", 0)]
    public void Read_EventTtl_IsADuration(string text, int seconds) =>
        UpOptionsReader.Read(new UpOptions { DataDirectory = folder["data"], EventTtl = text }, time).EventTtl.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Read_AutoscalerFlags_AreTaken()
    {
        var made = UpOptionsReader.Read(
            new UpOptions
            {
                DataDirectory = folder["data"],
                Autoscaler =
                [
                    new("horizontal-pod-autoscaler-sync-period", "5s"), new("horizontal-pod-autoscaler-tolerance", "0.2"),
                    new("horizontal-pod-autoscaler-downscale-stabilization", "1m"), new("horizontal-pod-autoscaler-cpu-initialization-period", "2m"),
                    new("horizontal-pod-autoscaler-initial-readiness-delay", "10s"), new("concurrent-horizontal-pod-autoscaler-syncs", "3"),
                ],
            },
            time).Autoscaler;

        made.ShouldBe(new AutoscalerOptions
        {
            SyncPeriod = TimeSpan.FromSeconds(5),
            Tolerance = 0.2,
            DownscaleStabilization = TimeSpan.FromMinutes(1),
            CpuInitializationPeriod = TimeSpan.FromMinutes(2),
            InitialReadinessDelay = TimeSpan.FromSeconds(10),
            ConcurrentSyncs = 3,
        });
    }

    [Fact]
    public void Read_BadAutoscalerFlags_AreAllTold() => Should.Throw<StartupException>(() => UpOptionsReader.Read(
        new UpOptions
        {
            DataDirectory = folder["data"],
            Autoscaler = [new("horizontal-pod-autoscaler-sync-period", "0"), new("horizontal-pod-autoscaler-tolerance", "much")],
        },
        time)).Problems.Count.ShouldBe(2);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("10m", 600)]
    [InlineData("1h30m", 5400)]
    public void Read_CacheSelfCheck_IsADuration(string text, int seconds) =>
        UpOptionsReader.Read(new UpOptions { DataDirectory = folder["data"], CacheSelfCheck = text }, time)
            .CacheSelfCheck.ShouldBe(TimeSpan.FromSeconds(seconds));

    [Theory]
    [InlineData("often")]
    [InlineData("10")]
    [InlineData("1ms")]
    [InlineData("2000h")]
    public void Read_CacheSelfCheckThatIsNone_SaysWhatIs(string text) =>
        Should.Throw<StartupException>(() => UpOptionsReader.Read(new UpOptions { DataDirectory = folder["data"], CacheSelfCheck = text }, time))
            .Message.ShouldContain("--cache-self-check: ");

    [Fact]
    public void Read_Etcd_IsHandedOn()
    {
        var model = UpOptionsReader.Read(
            new UpOptions { DataDirectory = folder["data"], PkiDirectory = folder["pki"], EtcdServers = ["http://a:2379", "http://b:2379"], EtcdPrefix = "/x" }, time);

        var etcd = model.Etcd.ShouldNotBeNull();
        etcd.Servers.ShouldBe(["http://a:2379", "http://b:2379"]);
        (etcd.Prefix, etcd.CaFile).ShouldBe(("/x", null));
        (model.Data.SharedPki, model.Data.Pki).ShouldBe((folder["pki"], folder["data/pki"]));
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("sqlite", false)]
    [InlineData("memory", true)]
    public void Read_Storage_SaysWhetherItIsInMemory(string storage, bool inMemory) =>
        UpOptionsReader.Read(new UpOptions { DataDirectory = folder["data"], Storage = storage }, time).InMemory.ShouldBe(inMemory);

    [Theory]
    [InlineData("etcd", "", "--storage: \"etcd\" is neither sqlite nor memory; for etcd name its members with --etcd-servers")]
    [InlineData("memory", "http://a:2379", "--storage memory and --etcd-servers exclude each other")]
    [InlineData("sqlite", "http://a:2379", "--storage sqlite and --etcd-servers exclude each other")]
    public void Read_StorageThatCannotBe_IsRefused(string storage, string etcd, string expected)
    {
        var options = new UpOptions { DataDirectory = folder["data"], Storage = storage, EtcdServers = etcd.Length > 0 ? [etcd] : [] };

        Should.Throw<StartupException>(() => UpOptionsReader.Read(options, time)).Message.ShouldContain(expected);
    }

    [Fact]
    public void Read_EtcdFlagsWithoutServers_AreRefused() =>
        Should.Throw<StartupException>(() => UpOptionsReader.Read(new UpOptions { EtcdPrefix = "/x" }, time))
            .Message.ShouldContain("go with --etcd-servers");

    [Fact]
    public void Read_EverythingWrong_TellsEachWithItsFlag()
    {
        File.WriteAllText(folder["bad.csv"], "token-only\n");
        File.WriteAllText(folder["text"], "no key");
        var refusal = Should.Throw<StartupException>(() => UpOptionsReader.Read(
            new UpOptions
            {
                DataDirectory = "",
                BindAddress = "here",
                AdvertiseAddress = "0.0.0.0",
                SecurePort = "70000",
                TlsCertificateFile = folder["server.crt"],
                ClientCaFile = folder["text"],
                TokenAuthFile = folder["bad.csv"],
                ServiceAccountIssuers = ["issuer:"],
                ServiceAccountKeyFiles = [folder["text"]],
                ServiceAccountSigningKeyFile = folder["text"],
                RequestHeaderClientCaFile = folder["none"],
                ProxyClientCertificateFile = folder["server.crt"],
                ProxyClientKeyFile = folder["other.key"],
                AllowLoopbackEndpoints = "noslash",
                LogLevel = "loud",
            },
            time));
        string[] flags =
        [
            "--data-dir", "--bind-address", "--advertise-address", "--secure-port", "--tls-cert-file", "--client-ca-file", "--token-auth-file",
            "--service-account-issuer", "--service-account-key-file", "--service-account-signing-key-file",
            "--requestheader-client-ca-file", "--proxy-client-cert-file", "--allow-loopback-endpoints", "--log-level",
        ];
        flags.ShouldAllBe(f => refusal.Problems.Count(p => p.StartsWith(f, StringComparison.Ordinal)) == 1);
        refusal.Problems.Count.ShouldBe(flags.Length);
    }

    [Theory]
    [InlineData("10.0.5")]
    [InlineData("1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("010.0.0.1")]
    [InlineData("[::1]:80")]
    public void Read_WhatIsNoWholeAddress_IsRefused(string text) =>
        Should.Throw<StartupException>(() => UpOptionsReader.Read(new UpOptions { BindAddress = text, AdvertiseAddress = text }, time))
            .Problems.Select(p => p.Split(':')[0]).ShouldBe(["--bind-address", "--advertise-address"]);

    [Theory]
    [InlineData("", "", "CertificateApproval,CertificateSigning,CertificateSubjectRestriction,DefaultTolerationSeconds,LimitRanger,NamespaceLifecycle,MutatingAdmissionPolicy,MutatingAdmissionWebhook,Priority,ServiceAccount,TaintNodesByCondition,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,DefaultStorageClass,PersistentVolumeClaimResize,RuntimeClass,DefaultIngressClass,PodSecurity")]
    [InlineData("OwnerReferencesPermissionEnforcement", "EventRateLimit", "CertificateApproval,CertificateSigning,CertificateSubjectRestriction,DefaultTolerationSeconds,LimitRanger,NamespaceLifecycle,MutatingAdmissionPolicy,MutatingAdmissionWebhook,OwnerReferencesPermissionEnforcement,Priority,ServiceAccount,TaintNodesByCondition,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,DefaultStorageClass,PersistentVolumeClaimResize,RuntimeClass,DefaultIngressClass,PodSecurity")]
    [InlineData("", "NamespaceLifecycle,Priority", "CertificateApproval,CertificateSigning,CertificateSubjectRestriction,DefaultTolerationSeconds,LimitRanger,MutatingAdmissionPolicy,MutatingAdmissionWebhook,ServiceAccount,TaintNodesByCondition,ValidatingAdmissionPolicy,ValidatingAdmissionWebhook,DefaultStorageClass,PersistentVolumeClaimResize,RuntimeClass,DefaultIngressClass,PodSecurity")]
    public void Read_AdmissionPlugins_AreThoseOfTheReferenceUnlessToldOtherwise(string enable, string disable, string expected)
    {
        var model = UpOptionsReader.Read(new UpOptions { EnableAdmissionPlugins = Names(enable), DisableAdmissionPlugins = Names(disable) }, time);

        string.Join(',', model.AdmissionPlugins).ShouldBe(expected);

        static string[] Names(string list) => list.Split(',', StringSplitOptions.RemoveEmptyEntries);
    }

    [Fact]
    public void Read_WrongAdmissionPlugins_AreRefused()
    {
        var options = new UpOptions
        {
            EnableAdmissionPlugins = ["Nonsense", "ResourceQuota", "NamespaceLifecycle"],
            DisableAdmissionPlugins = ["NamespaceLifecycle"],
        };

        var problems = Should.Throw<StartupException>(() => UpOptionsReader.Read(options, time)).Problems;

        problems.ShouldBe(
        [
            "--enable-admission-plugins: \"Nonsense\" is no admission plugin of Kubernetes: names are written as NamespaceLifecycle is",
            "--enable-admission-plugins: ResourceQuota is not available in this server: it has CertificateApproval, CertificateSigning, CertificateSubjectRestriction, DefaultTolerationSeconds, LimitRanger, NamespaceLifecycle, MutatingAdmissionPolicy, MutatingAdmissionWebhook, OwnerReferencesPermissionEnforcement, Priority, ServiceAccount, TaintNodesByCondition, ValidatingAdmissionPolicy, ValidatingAdmissionWebhook, DefaultStorageClass, PersistentVolumeClaimResize, RuntimeClass, DefaultIngressClass, PodSecurity",
            "--enable-admission-plugins and --disable-admission-plugins both name NamespaceLifecycle: leave it out of one",
        ]);
    }

    [Fact]
    public void Read_EndedCertificate_IsRefused()
    {
        time.Now = Start.AddYears(2);
        var options = new UpOptions { TlsCertificateFile = folder["server.crt"], TlsPrivateKeyFile = folder["server.key"] };
        Should.Throw<StartupException>(() => UpOptionsReader.Read(options, time)).Message.ShouldContain("ended on 2031-01-01: renew it");
    }

    [Theory]
    [InlineData(null, false, false)]
    [InlineData("false", false, false)]
    [InlineData("", true, true)]
    [InlineData("true", true, true)]
    [InlineData("a/b,c/d", true, false)]
    public void Read_Loopback_AllowsWhatIsNamed(string? flag, bool named, bool other)
    {
        var model = UpOptionsReader.Read(new UpOptions { AllowLoopbackEndpoints = flag }, time);
        model.Loopback.Allows("a", "b").ShouldBe(named);
        model.Loopback.Allows("a", "d").ShouldBe(other);
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public void Read_UpstreamHttp2_IsTrueOrFalse(string flag, bool expected) =>
        UpOptionsReader.Read(new UpOptions { UpstreamHttp2 = flag }, time).UpstreamHttp2.ShouldBe(expected);

    [Fact]
    public void Read_UpstreamHttp2_OtherWordsAreRefused() =>
        Should.Throw<StartupException>(() => UpOptionsReader.Read(new UpOptions { UpstreamHttp2 = "no" }, time))
            .Message.ShouldContain("--upstream-http2: \"no\" is neither true nor false");

    [Fact]
    public void Read_Files_AreReadOnce()
    {
        File.WriteAllText(folder["tokens.csv"], "secret,alice,1,\"dev,ops\"\n");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(folder["sign.key"], key.ExportECPrivateKeyPem());
        using var old = RSA.Create(2048);
        File.WriteAllText(folder["old.pub"], old.ExportSubjectPublicKeyInfoPem());
        var model = UpOptionsReader.Read(
            new UpOptions
            {
                TlsCertificateFile = folder["server.crt"],
                TlsPrivateKeyFile = folder["server.key"],
                ClientCaFile = folder["ca.crt"],
                TokenAuthFile = folder["tokens.csv"],
                ServiceAccountSigningKeyFile = folder["sign.key"],
                ServiceAccountKeyFiles = [folder["old.pub"]],
                RequestHeaderAllowedNames = ["a", "b"],
            },
            time);
        model.Serving!.KeyPem.ShouldBe(File.ReadAllText(folder["server.key"]));
        model.FurtherClientAuthorities.ShouldBe(authority.CertificatePem);
        model.StaticTokens.ShouldNotBeNull();
        model.SigningKey.ShouldNotBeNull();
        model.FurtherServiceAccountKeys.Count.ShouldBe(1);
        model.FrontProxy.AllowedNames.ShouldBe(["a", "b"]);
    }

    [Fact]
    public void Read_SharedFlags_ReachTheModel()
    {
        var flags = new Outrigger.Cli.Commands.UpFlags();
        var command = new System.CommandLine.Command("up");
        foreach (var option in flags.Sections.SelectMany(s => s.Options))
        {
            command.Options.Add(option);
        }

        var typed = flags.Read(command.Parse(
            ["--data-dir", folder["data"], "--shutdown-send-retry-after", "--shutdown-delay-duration=7s", "--max-requests-inflight", "9", "--audit-log-maxsize", "1"]));
        var settings = UpOptionsReader.Read(typed, time).Settings;

        (settings.Shutdown.SendRetryAfter, settings.Shutdown.Delay).ShouldBe((true, TimeSpan.FromSeconds(7)));
        (settings.FlowControl.MaxRequestsInFlight, settings.Audit.Log.MaxSize).ShouldBe((9, 1));
    }

    [Fact]
    public void Read_BadAuditPolicy_IsAProblemWithItsPlace()
    {
        File.WriteAllText(folder["policy.yaml"], "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: All}]");
        var options = new UpOptions
        {
            DataDirectory = folder["data"],
            Settings = [KeyValuePair.Create("audit-policy-file", folder["policy.yaml"]), KeyValuePair.Create("audit-log-path", "-")],
        };

        Should.Throw<StartupException>(() => UpOptionsReader.Read(options, time)).Problems.ShouldHaveSingleItem().ShouldContain("policy.yaml: rules[0].level");
    }
}

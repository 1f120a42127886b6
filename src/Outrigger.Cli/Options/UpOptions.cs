namespace Outrigger.Cli.Options;

/// <summary>The flags of <c>outrigger up</c> as they were typed; empty means not given.</summary>
internal sealed record UpOptions
{
    public string DataDirectory { get; init; } = ".outrigger";

    /// <summary>Where the authorities and the service-account key are; the data directory's own when empty.</summary>
    public string PkiDirectory { get; init; } = "";

    /// <summary>sqlite or memory, where there is no etcd.</summary>
    public string Storage { get; init; } = "";

    public IReadOnlyList<string> EtcdServers { get; init; } = [];

    public string EtcdPrefix { get; init; } = "";

    public string EtcdCaFile { get; init; } = "";

    public string EtcdCertFile { get; init; } = "";

    public string EtcdKeyFile { get; init; } = "";

    public string BindAddress { get; init; } = "127.0.0.1";

    /// <summary>The bind address when empty.</summary>
    public string AdvertiseAddress { get; init; } = "";

    /// <summary>0 takes any free port.</summary>
    public string SecurePort { get; init; } = "6443";

    public string TlsCertificateFile { get; init; } = "";

    public string TlsPrivateKeyFile { get; init; } = "";

    public string ClientCaFile { get; init; } = "";

    public string TokenAuthFile { get; init; } = "";

    public AuthenticationOptions Authentication { get; init; } = new();

    public AuthorizationOptions Authorization { get; init; } = new();

    /// <summary>The first issues.</summary>
    public IReadOnlyList<string> ServiceAccountIssuers { get; init; } = [];

    public string ServiceAccountJwksUri { get; init; } = "";

    /// <summary>A duration.</summary>
    public string ServiceAccountMaxTokenExpiration { get; init; } = "";

    public IReadOnlyList<string> ServiceAccountKeyFiles { get; init; } = [];

    public string ServiceAccountSigningKeyFile { get; init; } = "";

    public string RequestHeaderClientCaFile { get; init; } = "";

    public IReadOnlyList<string> RequestHeaderAllowedNames { get; init; } = [];

    public IReadOnlyList<string> RequestHeaderUsernameHeaders { get; init; } = [];

    public IReadOnlyList<string> RequestHeaderGroupHeaders { get; init; } = [];

    public IReadOnlyList<string> RequestHeaderUidHeaders { get; init; } = [];

    public IReadOnlyList<string> RequestHeaderExtraHeadersPrefix { get; init; } = [];

    public string ProxyClientCertificateFile { get; init; } = "";

    public string ProxyClientKeyFile { get; init; } = "";

    public IReadOnlyList<string> EnableAdmissionPlugins { get; init; } = [];

    public IReadOnlyList<string> DisableAdmissionPlugins { get; init; } = [];

    /// <summary><c>*</c>, a name, or a name after a dash.</summary>
    public IReadOnlyList<string> Controllers { get; init; } = ["*"];

    /// <summary>Null when the flag is not there; empty text when it is bare.</summary>
    public string? AllowLoopbackEndpoints { get; init; }

    /// <summary>True or false.</summary>
    public string UpstreamHttp2 { get; init; } = "true";

    /// <summary>A duration.</summary>
    public string EventTtl { get; init; } = "1h";

    /// <summary>A duration.</summary>
    public string CacheSelfCheck { get; init; } = "0";

    public bool LocalNode { get; init; }

    public string LogLevel { get; init; } = "warning";

    /// <summary>The flags of <see cref="ControlPlane.Autoscaling.AutoscalerFlags"/>: names without dashes, and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Autoscaler { get; init; } = [];

    /// <summary>The flags of <see cref="Server.Settings.SettingFlags"/>: names without dashes, and values.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Settings { get; init; } = [];
}

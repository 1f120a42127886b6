using System.CommandLine;
using Outrigger.Cli.Options;
using Outrigger.ControlPlane.Hosting;

namespace Outrigger.Cli.Commands;

/// <summary>The flags of <c>up</c>, in the sections of its help. Names and meaning are kube-apiserver's where it has them.</summary>
internal sealed class UpFlags
{
    private readonly Option<string> dataDirectory = Flag.Text("--data-dir", "DIR", "Where everything is kept: storage, keys, kubeconfig (default .outrigger)");
    private readonly Option<string> pkiDirectory = Flag.Text("--pki-dir", "DIR", "Where the authorities and the service-account key are, which servers of one etcd share (default DATA-DIR/pki)");
    private readonly Option<string> storage = Flag.Text("--storage", "KIND", "sqlite: a database in DATA-DIR (default), or memory: nothing is kept when the server stops, for tries and tests");
    private readonly EtcdFlags etcd = new("Keep everything in etcd, for several servers: its members, as http://HOST:2379 (default: an embedded store in DATA-DIR)");
    private readonly Option<string> bindAddress = Flag.Text("--bind-address", "IP", "The address to listen on (default 127.0.0.1)");
    private readonly Option<string> advertise = Flag.Text("--advertise-address", "IP", "The address under which others reach this server: in its certificate, kubeconfigs and the endpoints of default/kubernetes (default the bind address)");
    private readonly Option<string> securePort = Flag.Text("--secure-port", "PORT", "The HTTPS port; 0 takes any free one (default 6443)");
    private readonly Option<string> tlsCertificate = Flag.Text("--tls-cert-file", "FILE", "Serving certificate with its chain, PEM (default DATA-DIR/pki/apiserver.crt, made for you)");
    private readonly Option<string> tlsKey = Flag.Text("--tls-private-key-file", "FILE", "Its private key, PEM");
    private readonly Option<string> clientCa = Flag.Text("--client-ca-file", "FILE", "Further authorities whose client certificates are accepted, PEM (DATA-DIR/pki/ca.crt always is)");
    private readonly Option<string> tokenAuth = Flag.Text("--token-auth-file", "FILE", "Static tokens, one a line: token,user,uid,\"group1,group2\"");
    private readonly Option<string[]> issuer = Flag.List("--service-account-issuer", "URL", "Issuer in service-account tokens (default https://kubernetes.default.svc); given more than once, the first issues and all are accepted");
    private readonly Option<string> jwksUri = Flag.Text("--service-account-jwks-uri", "URL", "Where the issuer's page says that its keys are (default ISSUER/openid/v1/jwks)");
    private readonly Option<string> maxExpiration = Flag.Text("--service-account-max-token-expiration", "DURATION", "The longest that a service-account token may be good for (default as long as is asked)");
    private readonly Option<string[]> serviceAccountKeys = Flag.List("--service-account-key-file", "FILE", "Further keys that verify service-account tokens, PEM; may be given more than once");
    private readonly Option<string> signingKey = Flag.Text("--service-account-signing-key-file", "FILE", "Key that signs service-account tokens, PEM (default DATA-DIR/pki/sa.key)");
    private readonly Option<string> requestHeaderCa = Flag.Text("--requestheader-client-ca-file", "FILE", "Authority of the front proxies whose identity headers are believed, PEM (default DATA-DIR/pki/front-proxy-ca.crt)");
    private readonly Option<string[]> allowedNames = Flag.List("--requestheader-allowed-names", "NAMES", "Common names such a proxy's certificate may have (default front-proxy-client)");
    private readonly Option<string[]> userHeaders = Flag.List("--requestheader-username-headers", "HEADERS", "Headers with the user name (default X-Remote-User)");
    private readonly Option<string[]> groupHeaders = Flag.List("--requestheader-group-headers", "HEADERS", "Headers with a group a line (default X-Remote-Group)");
    private readonly Option<string[]> uidHeaders = Flag.List("--requestheader-uid-headers", "HEADERS", "Headers with the uid (default none)");
    private readonly Option<string[]> extraPrefix = Flag.List("--requestheader-extra-headers-prefix", "PREFIXES", "Prefixes of headers with further facts (default X-Remote-Extra-)");
    private readonly Option<string> proxyCertificate = Flag.Text("--proxy-client-cert-file", "FILE", "Certificate shown to extension servers, PEM (default DATA-DIR/pki/front-proxy-client.crt)");
    private readonly Option<string> proxyKey = Flag.Text("--proxy-client-key-file", "FILE", "Its private key, PEM");
    private readonly Option<string[]> enablePlugins = Flag.List("--enable-admission-plugins", "NAMES", "Admission plugins to switch on beside those that are on (docs/admission.md): OwnerReferencesPermissionEnforcement");
    private readonly Option<string[]> disablePlugins = Flag.List("--disable-admission-plugins", "NAMES", "Admission plugins to switch off");
    private readonly Option<string> allowLoopback = new("--allow-loopback-endpoints")
    {
        HelpName = "[=NAMESPACE/SERVICE,...]",
        Description = "Let the aggregator connect to loopback addresses of these Services; bare: of all Services (for a developer's machine)",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string> upstreamHttp2 = Flag.Text(
        "--upstream-http2", "true|false", "Offer HTTP/2 to extension servers, where many requests share a connection (default true)");

    private readonly Option<string> selfCheck = Flag.Text(
        "--cache-self-check", "DURATION", "Compare what is served from memory with the storage this often, for example 10m (default 0: never)");

    private readonly Option<string> eventTtl = Flag.Text("--event-ttl", "DURATION", "How long Events stay after they were last written (default 1h; 0: for ever)");

    private readonly Option<string[]> controllers = Flag.List(
        "--controllers", "NAMES", "Controllers to run: * for all (default), foo for one, -foo for all but it (--controllers=*,-foo), -* for none: " + string.Join(", ", Controllers.Available));

    private readonly Option<bool> localNode = new("--local-node")
    {
        Description = "Register this machine as a Node, with figures of it and of this server's processes for a metrics server",
    };

    private readonly Option<string> logLevel = Flag.Text("--log-level", "LEVEL", "error, warning, information or debug (default warning)");

    private readonly AccessFlags access = new();

    private readonly AutoscalerTable autoscaler = new();

    private readonly SharedFlags shared = new();

    public UpFlags() => Sections =
    [
        new("Serving", [bindAddress, advertise, securePort, tlsCertificate, tlsKey]),
        new("Storage", [dataDirectory, storage, selfCheck, eventTtl, .. etcd.Options]),
        new("Authentication", [pkiDirectory, clientCa, tokenAuth, issuer, jwksUri, maxExpiration, serviceAccountKeys, signingKey]),
        .. access.Sections,
        new("Admission", [enablePlugins, disablePlugins]),
        new("Controllers", [controllers]),
        new("Front proxy", [requestHeaderCa, allowedNames, userHeaders, groupHeaders, uidHeaders, extraPrefix]),
        new("Aggregation", [proxyCertificate, proxyKey, allowLoopback, upstreamHttp2]),
        autoscaler.Section,
        .. shared.Sections,
        new("Local node", [localNode]),
        new("Logging", [logLevel]),
    ];

    public IReadOnlyList<OptionSection> Sections { get; }

    public UpOptions Read(ParseResult result)
    {
        var defaults = new UpOptions();
        return etcd.Read(result, new UpOptions
        {
            DataDirectory = result.GetValue(dataDirectory) ?? defaults.DataDirectory,
            PkiDirectory = result.GetValue(pkiDirectory) ?? "",
            Storage = result.GetValue(storage) ?? "",
            BindAddress = result.GetValue(bindAddress) ?? defaults.BindAddress,
            AdvertiseAddress = result.GetValue(advertise) ?? "",
            SecurePort = result.GetValue(securePort) ?? defaults.SecurePort,
            TlsCertificateFile = result.GetValue(tlsCertificate) ?? "",
            TlsPrivateKeyFile = result.GetValue(tlsKey) ?? "",
            ClientCaFile = result.GetValue(clientCa) ?? "",
            TokenAuthFile = result.GetValue(tokenAuth) ?? "",
            Authentication = access.Authentication(result),
            Authorization = access.Authorization(result),
            ServiceAccountIssuers = Flag.Values(result, issuer),
            ServiceAccountJwksUri = result.GetValue(jwksUri) ?? "",
            ServiceAccountMaxTokenExpiration = result.GetValue(maxExpiration) ?? "",
            ServiceAccountKeyFiles = Flag.Values(result, serviceAccountKeys),
            ServiceAccountSigningKeyFile = result.GetValue(signingKey) ?? "",
            RequestHeaderClientCaFile = result.GetValue(requestHeaderCa) ?? "",
            RequestHeaderAllowedNames = Flag.Values(result, allowedNames),
            RequestHeaderUsernameHeaders = Flag.Values(result, userHeaders),
            RequestHeaderGroupHeaders = Flag.Values(result, groupHeaders),
            RequestHeaderUidHeaders = Flag.Values(result, uidHeaders),
            RequestHeaderExtraHeadersPrefix = Flag.Values(result, extraPrefix),
            ProxyClientCertificateFile = result.GetValue(proxyCertificate) ?? "",
            ProxyClientKeyFile = result.GetValue(proxyKey) ?? "",
            EnableAdmissionPlugins = Flag.Values(result, enablePlugins),
            DisableAdmissionPlugins = Flag.Values(result, disablePlugins),
            Controllers = result.GetResult(controllers) is null ? defaults.Controllers : Flag.Values(result, controllers),
            AllowLoopbackEndpoints = result.GetResult(allowLoopback) is null ? null : result.GetValue(allowLoopback) ?? "",
            UpstreamHttp2 = result.GetValue(upstreamHttp2) ?? defaults.UpstreamHttp2,
            CacheSelfCheck = result.GetValue(selfCheck) ?? defaults.CacheSelfCheck,
            EventTtl = result.GetValue(eventTtl) ?? defaults.EventTtl,
            LocalNode = result.GetValue(localNode),
            LogLevel = result.GetValue(logLevel) ?? defaults.LogLevel,
            Autoscaler = autoscaler.Read(result),
            Settings = shared.Read(result),
        });
    }
}

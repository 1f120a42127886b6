namespace Outrigger.Cli.Doctor.Checks;

/// <summary>The first column of the report; checks name what they need by it.</summary>
internal static class CheckNames
{
    public const string MainServer = "main server";
    public const string FrontProxyConfig = "front-proxy config";
    public const string ApiService = "APIService";
    public const string Available = "Available";
    public const string Service = "Service";
    public const string Pods = "pods";
    public const string Endpoints = "endpoints";
    public const string Dns = "DNS";
    public const string Connect = "TCP";
    public const string Handshake = "TLS";
    public const string Bundle = "caBundle";
    public const string CertificateTime = "certificate time";
    public const string CertificateName = "certificate name";
    public const string CertificateChain = "certificate chain";
    public const string FrontProxy = "front proxy";
    public const string IdentityHeaders = "identity headers";
    public const string Delegator = "auth-delegator";
    public const string Reader = "auth-reader";
    public const string Discovery = "discovery";
    public const string OpenApi = "OpenAPI";
    public const string Priorities = "priorities";
    public const string LocalKinds = "local kinds";
    public const string Call = "call";
    public const string Storage = "storage";
}

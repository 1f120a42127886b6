namespace Outrigger.Cli.Demo;

/// <summary>The names that the recipe gives.</summary>
internal static class DemoNames
{
    public const string Namespace = "custom-system";

    /// <summary>The Service, the service account and the certificate's subject.</summary>
    public const string Server = "custom-api-server";

    public const string ApiService = "v1.custom.example.com";

    /// <summary>Where the metrics server's Service and service account are.</summary>
    public const string MetricsNamespace = "kube-system";

    /// <summary>The Service, the service account and the certificate's subject of the metrics server.</summary>
    public const string MetricsServer = "metrics-server";

    public const string MetricsApiService = "v1beta1.metrics.k8s.io";

    public const string Group = "custom.example.com";
}

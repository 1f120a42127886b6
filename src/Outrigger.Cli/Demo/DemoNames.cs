namespace Outrigger.Cli.Demo;

/// <summary>The names that the recipe gives.</summary>
internal static class DemoNames
{
    public const string Namespace = "custom-system";

    /// <summary>The Service, the service account and the certificate's subject.</summary>
    public const string Server = "custom-api-server";

    public const string ApiService = "v1.custom.example.com";

    public const string Group = "custom.example.com";
}

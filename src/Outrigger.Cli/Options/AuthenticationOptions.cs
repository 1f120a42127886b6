namespace Outrigger.Cli.Options;

/// <summary>The flags of authentication as they were typed; empty means not given.</summary>
internal sealed record AuthenticationOptions
{
    public string ConfigFile { get; init; } = "";

    public IReadOnlyList<string> ApiAudiences { get; init; } = [];

    /// <summary>Null when the flag is not there; empty text when it is bare.</summary>
    public string? Anonymous { get; init; }

    public string TokenWebhookConfigFile { get; init; } = "";

    public string TokenWebhookVersion { get; init; } = "";

    /// <summary>A duration.</summary>
    public string TokenWebhookCacheTtl { get; init; } = "";

    public OidcOptions Oidc { get; init; } = new();
}

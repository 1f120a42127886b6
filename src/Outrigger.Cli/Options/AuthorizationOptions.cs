namespace Outrigger.Cli.Options;

/// <summary>The flags of authorization as they were typed; empty means not given.</summary>
internal sealed record AuthorizationOptions
{
    public IReadOnlyList<string> Modes { get; init; } = [];

    public string ConfigFile { get; init; } = "";

    public string WebhookConfigFile { get; init; } = "";

    public string WebhookVersion { get; init; } = "";

    /// <summary>A duration.</summary>
    public string WebhookAuthorizedTtl { get; init; } = "";

    /// <summary>A duration.</summary>
    public string WebhookUnauthorizedTtl { get; init; } = "";

    /// <summary>Whether any flag beside the file was given.</summary>
    public bool AnyGiven => Modes.Count > 0 || AnyOfWebhook;

    /// <summary>Whether any flag of the webhook was given.</summary>
    public bool AnyOfWebhook => new[] { WebhookConfigFile, WebhookVersion, WebhookAuthorizedTtl, WebhookUnauthorizedTtl }.Any(t => t.Length > 0);
}

namespace Outrigger.Cli.Options;

/// <summary>The <c>--oidc-*</c> flags as they were typed; empty means not given.</summary>
internal sealed record OidcOptions
{
    public string IssuerUrl { get; init; } = "";

    public string ClientId { get; init; } = "";

    public string CaFile { get; init; } = "";

    public string UsernameClaim { get; init; } = "";

    public string UsernamePrefix { get; init; } = "";

    public string GroupsClaim { get; init; } = "";

    public string GroupsPrefix { get; init; } = "";

    public IReadOnlyList<string> SigningAlgorithms { get; init; } = [];

    /// <summary>claim=value each.</summary>
    public IReadOnlyList<string> RequiredClaims { get; init; } = [];

    /// <summary>Whether any was given.</summary>
    public bool AnyGiven =>
        SigningAlgorithms.Count > 0 || RequiredClaims.Count > 0
        || new[] { IssuerUrl, ClientId, CaFile, UsernameClaim, UsernamePrefix, GroupsClaim, GroupsPrefix }.Any(t => t.Length > 0);
}

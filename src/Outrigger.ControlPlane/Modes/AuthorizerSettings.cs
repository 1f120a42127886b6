using Outrigger.Client.Configuration;
using Outrigger.Server.Reviewing;

namespace Outrigger.ControlPlane.Modes;

/// <summary>One authorizer of the chain. Checked by whoever makes it.</summary>
/// <param name="Type">Its sort.</param>
/// <param name="Name">In logs and metrics; of all but webhooks the type in lower case.</param>
public sealed record AuthorizerSettings(AuthorizerType Type, string Name)
{
    /// <summary>RBAC alone, which is what a server has when it is told nothing.</summary>
    public static IReadOnlyList<AuthorizerSettings> Default { get; } = [Of(AuthorizerType.RBAC)];

    /// <summary>Of a webhook: how it is asked.</summary>
    public AccessReviewSettings? Review { get; init; }

    /// <summary>Of a webhook: where it is and whom to trust there.</summary>
    public ClientConfig? Connection { get; init; }

    /// <summary>Of a webhook: how long a question may take, in all.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>An authorizer without settings.</summary>
    public static AuthorizerSettings Of(AuthorizerType type) => new(type, type.ToString().ToLowerInvariant());
}

using System.Diagnostics.Metrics;

namespace Outrigger.Server.Metrics;

/// <summary>
/// The figures of authentication and authorization, under kube-apiserver's names. Labels come from closed sets or from the operator's
/// configuration, never from a client.
/// </summary>
public sealed class AccessMetrics : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "Outrigger.Server.Access";

    private readonly Counter<long> users;
    private readonly Counter<long> authentications;
    private readonly Histogram<double> authenticationSeconds;
    private readonly Counter<long> authorizations;
    private readonly Histogram<double> authorizationSeconds;
    private readonly Counter<long> decisions;
    private readonly Counter<long> impersonations;

    /// <summary>Makes the instruments.</summary>
    public AccessMetrics()
    {
        users = Meter.CreateCounter<long>("authenticated_user_requests", description: "Authenticated requests, by the sort of user.");
        authentications = Meter.CreateCounter<long>("authentication_attempts", description: "Attempts to authenticate, by result.");
        authenticationSeconds = Meter.CreateHistogram<double>("authentication_duration_seconds", "s", "Time to authenticate a request, by result.");
        authorizations = Meter.CreateCounter<long>("authorization_attempts_total", description: "Requests that were authorized or not, by result.");
        authorizationSeconds = Meter.CreateHistogram<double>("authorization_duration_seconds", "s", "Time to authorize a request, by result.");
        decisions = Meter.CreateCounter<long>("apiserver_authorization_decisions_total", description: "Decisions that ended the search, by authorizer.");
        impersonations = Meter.CreateCounter<long>("apiserver_impersonation_attempts_total", description: "Attempts to act as somebody else, by mode and decision.");
        Webhooks = new WebhookMetrics(Meter);
        Tokens = new JwtMetrics(Meter);
        Files = new ConfigFileMetrics(Meter);
    }

    /// <summary>The meter, for a listener.</summary>
    public Meter Meter { get; } = new(MeterName);

    /// <summary>Of webhooks that authorize.</summary>
    public WebhookMetrics Webhooks { get; }

    /// <summary>Of issuers of JSON web tokens.</summary>
    public JwtMetrics Tokens { get; }

    /// <summary>Of configuration files that are read again.</summary>
    public ConfigFileMetrics Files { get; }

    /// <summary>A request was authenticated as a user (null: it was not).</summary>
    public void Authenticated(string? user, TimeSpan took)
    {
        var result = Tag("result", user is null ? "failure" : "success");
        if (user is not null)
        {
            users.Add(1, Tag("username", SortOf(user)));
        }

        authentications.Add(1, result);
        authenticationSeconds.Record(took.TotalSeconds, result);
    }

    /// <summary>A request was authorized or not: <c>allowed</c>, <c>denied</c>, <c>no-opinion</c> or <c>error</c>.</summary>
    public void Authorized(string result, TimeSpan took)
    {
        var tag = Tag("result", result);
        authorizations.Add(1, tag);
        authorizationSeconds.Record(took.TotalSeconds, tag);
    }

    /// <summary>An authorizer of the configuration has <c>allowed</c> or <c>denied</c>.</summary>
    public void Decided(string type, string name, string decision) =>
        decisions.Add(1, Tag("type", type), Tag("name", name), Tag("decision", decision));

    /// <summary>Somebody wanted to be somebody else; the mode that allowed it, empty when none did.</summary>
    public void Impersonated(string mode, bool allowed) =>
        impersonations.Add(1, Tag("mode", mode), Tag("decision", allowed ? "allowed" : "denied"));

    /// <inheritdoc/>
    public void Dispose() => Meter.Dispose();

    internal static KeyValuePair<string, object?> Tag(string key, string value) => new(key, value);

    // as kube-apiserver's compressUsername: a series for each user would be without bounds
    private static string SortOf(string user) => user switch
    {
        "admin" or "client" or "kube_proxy" or "kubelet" or "system:serviceaccount:kube-system:default" => user,
        _ => user.Contains('@', StringComparison.Ordinal) ? "email_id" : "other",
    };
}

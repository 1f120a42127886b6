using Outrigger.ApiMachinery.Metadata;
using Outrigger.ControlPlane.Tokens;
using Outrigger.Server.Http;

namespace Outrigger.Cli.Options;

/// <summary>Reads the flags of service-account tokens.</summary>
internal sealed class TokenOptionsReader(List<string> problems)
{
    private static readonly TimeSpan LeastExpiration = TimeSpan.FromHours(1);

    public TokenOptions Read(UpOptions options)
    {
        var issuers = options.ServiceAccountIssuers;
        foreach (var issuer in issuers)
        {
            Check(issuer);
        }

        if (issuers.Distinct(StringComparer.Ordinal).Count() < issuers.Count)
        {
            problems.Add("--service-account-issuer: one is given twice");
        }

        IReadOnlyList<string> all = issuers.Count > 0 ? issuers : [TokenOptions.DefaultIssuer];
        return new TokenOptions
        {
            Issuer = all[0],
            FurtherIssuers = [.. all.Skip(1)],
            ApiAudiences = options.Authentication.ApiAudiences is { Count: > 0 } given ? given : all,
            JwksUri = JwksUri(options.ServiceAccountJwksUri),
            MaxExpiration = MaxExpiration(options.ServiceAccountMaxTokenExpiration),
        };
    }

    // OIDC discovery needs https; a plain word is allowed, as in Kubernetes
    private void Check(string issuer)
    {
        if (issuer.Contains(':', StringComparison.Ordinal)
            && !(Uri.TryCreate(issuer, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
        {
            problems.Add($"--service-account-issuer: \"{issuer}\" is no URL: for example {TokenOptions.DefaultIssuer}");
        }
    }

    private string JwksUri(string text)
    {
        if (text.Length > 0 && !(Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps))
        {
            problems.Add($"--service-account-jwks-uri: \"{text}\" is no https URL");
        }

        return text;
    }

    private TimeSpan? MaxExpiration(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        if (GoDuration.Parse(text) is { } longest && longest >= LeastExpiration && longest.TotalSeconds <= uint.MaxValue)
        {
            return longest;
        }

        problems.Add($"--service-account-max-token-expiration: \"{text}\" is no duration from 1h to 2^32 seconds: for example 24h");
        return null;
    }
}

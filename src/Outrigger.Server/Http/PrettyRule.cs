using Microsoft.AspNetCore.Http;

namespace Outrigger.Server.Http;

/// <summary>Whether JSON is indented: the <c>pretty</c> parameter decides, else people's clients get it (negotiate.isPrettyPrint).</summary>
internal static class PrettyRule
{
    public static bool Wants(HttpRequest request)
    {
        if (request.QueryString.Value is { } raw && raw.Contains("pretty", StringComparison.Ordinal)
            && QueryParameters.ParseLeniently(raw).First("pretty") is { Length: > 0 } value)
        {
            return GoBool.Parse(value) ?? false;
        }

        var agent = request.Headers.UserAgent.ToString();
        return agent.StartsWith("curl", StringComparison.Ordinal)
            || agent.StartsWith("Wget", StringComparison.Ordinal)
            || agent.StartsWith("Mozilla/5.0", StringComparison.Ordinal);
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.Server.Http;

namespace Outrigger.Server.Discovery;

/// <summary>Whether a client asks for the aggregated document; wherever it stands in the Accept header, it wins over the plain one.</summary>
internal static class AggregatedAccept
{
    public const string Parameters = ";g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    /// <summary>The encoding; null when the client does not ask.</summary>
    public static WireEncoding? Of(HttpRequest request)
    {
        var header = request.Headers.Accept.ToString();
        if (!header.Contains("APIGroupDiscoveryList", StringComparison.Ordinal))
        {
            return null;
        }

        foreach (var clause in AcceptClause.Parse(header))
        {
            if (!Asks(clause))
            {
                continue;
            }

            if (clause.Covers("application", "json"))
            {
                return WireEncoding.Json;
            }

            if (clause.Covers("application", "yaml"))
            {
                return WireEncoding.Yaml;
            }

            if (clause.Covers("application", "vnd.kubernetes.protobuf"))
            {
                return WireEncoding.Protobuf;
            }
        }

        return null;
    }

    private static bool Asks(AcceptClause clause)
    {
        string? Value(string key) => clause.Parameters.FirstOrDefault(p => p.Key == key).Value;
        return Value("g") == "apidiscovery.k8s.io" && Value("v") == "v2" && Value("as") == "APIGroupDiscoveryList";
    }
}

using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>How long a watch stays open: what the client asks for, else 30 to 60 minutes at random, so that they do not all end at once.</summary>
internal static class WatchTimeout
{
    private const int LeastMinutes = 30;
    private const long Longest = 24 * 3600;

    public static TimeSpan Of(QueryParameters query)
    {
        var seconds = ListQueries.Number(query, "timeoutSeconds") ?? 0;
        return seconds > 0
            ? TimeSpan.FromSeconds(Math.Min(seconds, Longest))
            : TimeSpan.FromMinutes(LeastMinutes * (1 + Random.Shared.NextDouble()));
    }
}

using Microsoft.AspNetCore.Http;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>Counts one request. Labels come from closed sets, whatever the client sends.</summary>
internal readonly struct RequestMeasure(ServerMetrics metrics, TimeProvider clock, RequestContext request)
{
    private readonly long start = clock.GetTimestamp();
    private readonly bool longRunning = Begin(metrics, request);

    public void End() => metrics.End(
        Verb(request.Info.Verb), request.ServedResource, request.Http.Response.StatusCode, clock.GetElapsedTime(start), longRunning);

    private static bool Begin(ServerMetrics metrics, RequestContext request)
    {
        var longRunning = RequestDeadline.IsLongRunning(request.Info);
        metrics.Begin(longRunning);
        return longRunning;
    }

    private static string Verb(string verb) => verb switch
    {
        "get" or "list" or "watch" or "create" or "update" or "patch" or "delete" or "deletecollection" or "post" or "put" or "head" => verb,
        _ => "other",
    };
}

using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Server.Http;

namespace Outrigger.Server.Requests;

/// <summary>The time a request may take: the server's limit, or less when the client asks so with <c>timeout=10s</c>.</summary>
public static class RequestDeadline
{
    /// <summary>kube-apiserver's <c>--request-timeout</c>.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(60);

    /// <summary>Whether the request lasts as long as it likes.</summary>
    public static bool IsLongRunning(RequestInfo info) =>
        info.Verb is "watch" or "proxy" || info.Subresource is "log" or "exec" or "attach" or "portforward" or "proxy";

    /// <summary>StatusException 400 when the parameter is no duration.</summary>
    public static TimeSpan Of(QueryParameters query)
    {
        var text = query.Text("timeout");
        if (text.Length == 0)
        {
            return Default;
        }

        return GoDuration.Parse(text) is { } wanted
            ? wanted > TimeSpan.Zero && wanted < Default ? wanted : Default
            : throw ApiErrors.BadRequest($"invalid timeout specified in the request URL: {text} is no duration");
    }

    /// <summary>How long a request may wait before it runs: a quarter of its time, so that the rest does for the work.</summary>
    public static TimeSpan LongestWait(RequestInfo info)
    {
        var wanted = IsLongRunning(info) ? null : GoDuration.Parse(info.Query.Text("timeout"));
        return (wanted > TimeSpan.Zero && wanted < Default ? wanted.Value : Default) / 4;
    }
}

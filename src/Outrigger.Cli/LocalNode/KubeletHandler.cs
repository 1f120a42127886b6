using System.Text;
using Microsoft.AspNetCore.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Cli.LocalNode;

/// <summary>The pages of a kubelet that a metrics server or a person asks for.</summary>
internal sealed class KubeletHandler(NodeFigures figures) : IPathHandler
{
    private const string ResourcePath = "/metrics/resource";
    private const string SummaryPath = "/stats/summary";

    public IReadOnlyList<string> Paths { get; } = [ResourcePath, SummaryPath];

    public bool Handles(RequestInfo info) => info.Path is ResourcePath or SummaryPath;

    public async Task ServeAsync(RequestContext request)
    {
        var summary = request.Info.Path is SummaryPath;
        var body = Encoding.UTF8.GetBytes(summary ? figures.Summary().ToJsonString() : figures.Resource());
        var response = request.Http.Response;
        response.ContentType = summary ? "application/json" : "text/plain; version=0.0.4; charset=utf-8";
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, request.Aborted).ConfigureAwait(false);
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Health;

/// <summary>One of /healthz, /livez and /readyz, with ?verbose, ?exclude= and a path for each check (kube-apiserver's healthz).</summary>
public sealed class HealthHandler(string path, IReadOnlyList<IHealthCheck> checks, ILogger logger) : IPathHandler
{
    private readonly string name = path.TrimStart('/');

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths { get; } = [path, .. checks.Select(c => $"{path}/{c.Name}")];

    /// <inheritdoc/>
    public bool Handles(RequestInfo info) =>
        info.Path.StartsWith(path, StringComparison.Ordinal) && (info.Path.Length == path.Length || info.Path[path.Length] == '/');

    /// <inheritdoc/>
    public Task ServeAsync(RequestContext request)
    {
        if (request.Info.Path.Length == path.Length)
        {
            return ServeAllAsync(request);
        }

        var wanted = request.Info.Path[(path.Length + 1)..];
        var check = checks.FirstOrDefault(c => c.Name == wanted);
        return check is null ? StatusWriter.WritePageNotFoundAsync(request.Http) : ServeOneAsync(request, check);
    }

    private async Task ServeOneAsync(RequestContext request, IHealthCheck check)
    {
        var why = await WhyAsync(check, request.Aborted).ConfigureAwait(false);
        await Http.TextWriter.WriteAsync(request.Http, why is null ? 200 : 500, why is null ? "ok" : $"internal server error: {why}\n").ConfigureAwait(false);
    }

    private async Task ServeAllAsync(RequestContext request)
    {
        var excluded = request.Http.Request.Query["exclude"].Where(e => !string.IsNullOrEmpty(e)).Select(e => e!).ToHashSet(StringComparer.Ordinal);
        var report = new StringBuilder();
        var failed = new List<string>();
        foreach (var check in checks)
        {
            if (excluded.Remove(check.Name))
            {
                report.Append($"[+]{check.Name} excluded: ok\n");
            }
            else if (await WhyAsync(check, request.Aborted).ConfigureAwait(false) is { } why)
            {
                // the reason is for the log: a caller without rights may ask for this page
                report.Append($"[-]{check.Name} failed: reason withheld\n");
                failed.Add(check.Name);
                HealthLog.Failed(logger, name, check.Name, why);
            }
            else
            {
                report.Append($"[+]{check.Name} ok\n");
            }
        }

        if (excluded.Count > 0)
        {
            report.Append($"warn: some health checks cannot be excluded: no matches for {string.Join(',', excluded.Select(e => $"\"{e}\""))}\n");
        }

        await AnswerAsync(request.Http, report, failed.Count == 0).ConfigureAwait(false);
    }

    private Task AnswerAsync(HttpContext http, StringBuilder report, bool healthy)
    {
        if (!healthy)
        {
            return Http.TextWriter.WriteAsync(http, 500, $"{report}{name} check failed\n");
        }

        return Http.TextWriter.WriteAsync(http, 200, http.Request.Query.ContainsKey("verbose") ? $"{report}{name} check passed\n" : "ok");
    }

    private static async ValueTask<string?> WhyAsync(IHealthCheck check, CancellationToken cancellationToken)
    {
        try
        {
            return await check.CheckAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            return failure.Message;
        }
    }
}

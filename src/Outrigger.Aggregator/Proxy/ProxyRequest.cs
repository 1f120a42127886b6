using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Outrigger.Aggregator.Upstream;
using Outrigger.Server.Requests;

namespace Outrigger.Aggregator.Proxy;

/// <summary>A client's request as another server gets it.</summary>
internal sealed class ProxyRequest : UpstreamRequest
{
    private readonly RequestContext request;
    private readonly string path;
    private readonly string query;
    private readonly string? upgrade;

    /// <summary>Takes a request over. <paramref name="upgrade"/> is the protocol that a client wants to change to; null for none.</summary>
    public ProxyRequest(RequestContext request, string? upgrade)
    {
        this.request = request;
        this.upgrade = upgrade;
        var http = request.Http;
        path = PathEncoder.Encode(request.Info.Path);
        query = QueryEncoder.Encode(http.Request.QueryString.Value ?? "");
        var length = http.Request.ContentLength;
        var hasBody = upgrade is null && length != 0 &&
            (http.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody ?? length is not null);
        Body = hasBody ? http.Request.BodyReader : null;
        BodyLength = hasBody ? length : Method is "POST" or "PUT" or "PATCH" ? 0 : null;
    }

    public override string Method => request.Http.Request.Method;

    public override PipeReader? Body { get; }

    public override long? BodyLength { get; }

    public override bool KeepsConnection => upgrade is null;

    /// <summary>
    /// Whether the server's own limit ended it while the other server had all that it needs: not its client, who may leave, ask for any limit,
    /// or be slow to send, without a word against the other server.
    /// </summary>
    public bool IsOverdue =>
        !request.Http.RequestAborted.IsCancellationRequested && !RequestDeadline.IsLongRunning(request.Info) &&
        RequestDeadline.Of(request.Info.Query) == RequestDeadline.Default && (Body is null || HasSentBody);

    public override bool ExpectsContinue => request.Http.Request.Headers.Expect.Count > 0;

    public override void WriteHead(RequestHeadWriter head, UpstreamTarget target)
    {
        head.Start(Method, query.Length == 0 ? path : $"{path}?{query}");
        head.Add("Host"u8, target.Authority);
        WriteClientHeaders(head);
        WriteForwarded(head, target);
        head.Add("Audit-Id"u8, request.AuditId);

        // last, after everything that a client could have said was taken out
        IdentityHeaders.Write(head, request.User);
    }

    private void WriteClientHeaders(RequestHeadWriter head)
    {
        var headers = request.Http.Request.Headers;
        var connection = headers.Connection;
        foreach (var (name, values) in headers)
        {
            if (name[0] == ':' || !HeaderRules.IsForwarded(name, connection))
            {
                continue;
            }

            foreach (var value in values)
            {
                if (HeaderRules.WithoutToken(name, value ?? "") is { } kept)
                {
                    head.Add(name, kept);
                }
            }
        }

        if (upgrade is not null)
        {
            head.Add("Connection"u8, "Upgrade");
            head.Add("Upgrade"u8, upgrade);
        }
        else if (HeaderRules.WantsTrailers(headers.TE))
        {
            head.Add("TE"u8, "trailers");
        }
    }

    private void WriteForwarded(RequestHeadWriter head, UpstreamTarget target)
    {
        var http = request.Http;
        var address = http.Connection.RemoteIpAddress;
        var client = (address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address)?.ToString() ?? "";
        var before = http.Request.Headers["X-Forwarded-For"];
        if (client.Length > 0 || before.Count > 0)
        {
            head.Add("X-Forwarded-For"u8, before.Count == 0 ? client : $"{string.Join(", ", before.ToArray())}, {client}");
        }

        if (upgrade is null)
        {
            head.Add("X-Forwarded-Host"u8, target.Authority);
            head.Add("X-Forwarded-Proto"u8, "https");
            head.Add("X-Forwarded-Uri"u8, path);
        }
    }
}

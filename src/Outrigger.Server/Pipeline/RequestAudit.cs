using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.Server.Audit;
using Outrigger.Server.Audit.Events;
using Outrigger.Server.Audit.Policies;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Pipeline;

/// <summary>The events of one request. Made only where there is an audit policy.</summary>
internal sealed class RequestAudit(AuditLog log, HttpContext http, string id, DateTimeOffset received)
{
    private const int LongestUserAgent = 1024;

    // credentials leave the request when they are checked
    private readonly StringValues authorization = http.Request.Headers.Authorization;
    private bool isKnown;

    /// <summary>
    /// The caller is known: the policy decides, and the first event is made. StatusException 500 when it cannot be written and must be.
    /// </summary>
    public async ValueTask BeginAsync(RequestContext request)
    {
        isKnown = true;
        if (Open(request.Info, request.User) is not { } record)
        {
            return;
        }

        if (!await log.TellAsync(record, AuditStages.RequestReceived).ConfigureAwait(false))
        {
            log.Rejected();
            throw ApiErrors.Internal("failed to store audit event");
        }

        request.Audit = record;
        if (record.IsLongRunning)
        {
            request.OnStarted = () => StartAsync(record);
        }
    }

    /// <summary>The request is over: makes its last event, or the only one of a caller that stayed unknown.</summary>
    public async ValueTask EndAsync(RequestContext? request, Refusal? refusal)
    {
        if (isKnown)
        {
            if (request?.Audit is { } record)
            {
                await CompleteAsync(record, refusal).ConfigureAwait(false);
            }

            return;
        }

        if (refusal is not null && Open(request?.Info ?? Unparsed(), null) is { } unknown)
        {
            var status = refusal.Status;
            var why = status.Code == StatusCodes.Status401Unauthorized
                ? AttemptedCredentials.Describe(authorization, http.Connection.ClientCertificate is not null)
                : status.Message;
            unknown.Answer(new Status(status.Code, "", why));
            await log.TellAsync(unknown, AuditStages.ResponseStarted).ConfigureAwait(false);
        }
    }

    private async ValueTask StartAsync(AuditRecord record)
    {
        if ((record.Told & AuditStages.ResponseStarted) == 0)
        {
            record.Code = http.Response.StatusCode;
            await log.TellAsync(record, AuditStages.ResponseStarted).ConfigureAwait(false);
        }
    }

    private async ValueTask CompleteAsync(AuditRecord record, Refusal? refusal)
    {
        record.Code = http.Response.StatusCode;
        if (refusal is { IsFault: true })
        {
            record.Answer(refusal.Status);
            await log.TellAsync(record, AuditStages.Panic).ConfigureAwait(false);
            return;
        }

        if (refusal is not null)
        {
            record.Answer(refusal.Status, StatusTree.From(refusal.Status));
        }
        else if (!HasAnswer(http.Response))
        {
            record.Answer(new Status(StatusCodes.Status200OK, "", "Connection closed early"));
        }

        if (record.IsLongRunning)
        {
            await StartAsync(record).ConfigureAwait(false);
        }

        await log.TellAsync(record, AuditStages.ResponseComplete).ConfigureAwait(false);
    }

    /// <summary>Whether there is an answer: a small one is sent when the request is over.</summary>
    private static bool HasAnswer(HttpResponse response) =>
        response.HasStarted || response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };

    private AuditRecord? Open(RequestInfo info, UserInfo? user)
    {
        var subject = new AuditSubject(user, info.Verb, info.IsResource, info.Path)
        {
            Group = info.Group,
            Version = info.Version,
            Resource = info.Resource,
            Subresource = info.Subresource,
            Namespace = info.Namespace,
            Name = info.Name,
        };
        var decision = log.Decide(subject);
        if (decision.Level == AuditLevel.None)
        {
            return null;
        }

        var agent = http.Request.Headers.UserAgent.ToString();
        return new AuditRecord(decision, subject)
        {
            Id = id,
            Uri = Target(),
            Received = received,
            SourceIps = SourceAddresses.Of(http),
            UserAgent = agent.Length > LongestUserAgent ? $"{agent.AsSpan(0, LongestUserAgent)}...TRUNCATED" : agent,
            IsLongRunning = RequestDeadline.IsLongRunning(info),
        };
    }

    // what could not be taken apart is told of as a plain path
    private RequestInfo Unparsed() => new(http.Request.Method.ToLowerInvariant(), false, http.Request.Path.Value ?? "");

    private string Target() => http.Features.Get<IHttpRequestFeature>()?.RawTarget is { Length: > 0 } target
        ? target
        : $"{http.Request.Path.ToUriComponent()}{http.Request.QueryString.Value}";
}

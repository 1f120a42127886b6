using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Stores;
using Outrigger.Server.Http;
using Outrigger.Server.Requests;
using Outrigger.Storage.Contract;

namespace Outrigger.Server.Pipeline;

/// <summary>The one place where exceptions become answers.</summary>
internal sealed class FailureAnswers(ILogger logger)
{
    /// <summary>Tells the client; null when it is gone.</summary>
    public async Task<Refusal?> AnswerAsync(HttpContext http, RequestContext? request, string auditId, Exception cause)
    {
        if (http.RequestAborted.IsCancellationRequested)
        {
            return null;
        }

        var (status, isFault) = StatusOf(http, auditId, cause);
        if (request is not null)
        {
            WarningHeaders.Apply(http.Response, request.Warnings.Texts);
        }

        try
        {
            await StatusWriter.WriteAsync(http, status).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The client went away while it was being told.
            http.Abort();
        }

        return new Refusal(status, isFault);
    }

    private (Status Status, bool IsFault) StatusOf(HttpContext http, string auditId, Exception cause)
    {
        if (Expected(auditId, cause) is { } status)
        {
            return (status, false);
        }

        PipelineLog.Failed(logger, cause, auditId, http.Request.Method, http.Request.Path.Value ?? "");
        return (ApiErrors.Internal($"see the server's log, audit id {auditId}").Status, true);
    }

    private Status? Expected(string auditId, Exception cause)
    {
        switch (cause)
        {
            case StatusException refusal:
                return refusal.Status;
            case OperationCanceledException:
                return ApiErrors.Timeout("request did not complete within the allotted timeout", 0).Status;
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return RequestBody.TooLarge().Status;
            case BadHttpRequestException bad:
                return ApiErrors.BadRequest(bad.Message).Status;
            case IOException { InnerException: OverflowException }:
                return ApiErrors.BadRequest("the size of a chunk of the body is no size").Status;
            case StoreUnavailableException store:
                var answer = StoreAnswers.Of(store).Status;
                PipelineLog.StoreUnavailable(logger, auditId, answer.Code, store.Message);
                return answer;
            default:
                return null;
        }
    }
}

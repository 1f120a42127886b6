using System.Globalization;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.ApiMachinery.Errors;

/// <summary>The refusals of the Kubernetes API with its codes, reasons and texts.</summary>
public static class ApiErrors
{
    /// <summary>
    /// How many refused fields are told. Of more nobody reads on; an object of some megabytes may have hundreds of thousands, so a walk
    /// that finds them may stop here.
    /// </summary>
    public const int MostErrors = 1000;

    /// <summary>404: no such object.</summary>
    public static StatusException NotFound(GroupResource resource, string name) =>
        Make(404, StatusReasons.NotFound, $"{resource} \"{name}\" not found", About(resource, name));

    /// <summary>404: the path names nothing that is served.</summary>
    public static StatusException ResourceNotFound() =>
        Make(404, StatusReasons.NotFound, "the server could not find the requested resource", new StatusDetails());

    /// <summary>409: create of an object that is there.</summary>
    public static StatusException AlreadyExists(GroupResource resource, string name) =>
        Make(409, StatusReasons.AlreadyExists, $"{resource} \"{name}\" already exists", About(resource, name));

    /// <summary>409: the object is not in the state that the caller relies on.</summary>
    public static StatusException Conflict(GroupResource resource, string name, string why) =>
        Make(409, StatusReasons.Conflict, $"Operation cannot be fulfilled on {resource} \"{name}\": {why}", About(resource, name));

    /// <summary>409: the resourceVersion is not the current one.</summary>
    public static StatusException Modified(GroupResource resource, string name) =>
        Conflict(resource, name, "the object has been modified; please apply your changes to the latest version and try again");

    /// <summary>403 for <paramref name="why"/>; <paramref name="name"/> may be empty.</summary>
    public static StatusException Forbidden(GroupResource resource, string name, string why)
    {
        var subject = resource.Resource.Length == 0 ? "forbidden"
            : name.Length == 0 ? $"{resource} is forbidden"
            : $"{resource} \"{name}\" is forbidden";
        return Make(403, StatusReasons.Forbidden, $"{subject}: {why}", About(resource, name));
    }

    /// <summary>422 with every refused field.</summary>
    public static StatusException Invalid(GroupKind kind, string name, IReadOnlyList<FieldError> errors)
    {
        var shown = errors.Count > MostErrors ? [.. errors.Take(MostErrors)] : errors;
        var texts = shown.Select(e => e.ToString()).Distinct(StringComparer.Ordinal).ToList();
        var all = texts.Count == 1 ? texts[0] : $"[{string.Join(", ", texts)}]";
        var causes = shown.Select(e => new StatusCause(e.Reason, e.Body, e.Field)).ToList();
        return Make(
            422,
            StatusReasons.Invalid,
            errors.Count == 0 ? $"{kind} \"{name}\" is invalid" : $"{kind} \"{name}\" is invalid: {all}",
            new StatusDetails(name, kind.Group, kind.Kind, Causes: causes));
    }

    /// <summary>400.</summary>
    public static StatusException BadRequest(string why) => Make(400, StatusReasons.BadRequest, why);

    /// <summary>401.</summary>
    public static StatusException Unauthorized() => Make(401, StatusReasons.Unauthorized, "Unauthorized");

    /// <summary>405: the resource has no such verb.</summary>
    public static StatusException MethodNotAllowed(GroupResource resource, string action) =>
        Make(405, StatusReasons.MethodNotAllowed, $"{action} is not supported on resources of kind \"{resource}\"", About(resource, null));

    /// <summary>406.</summary>
    public static StatusException NotAcceptable(string why) => Make(406, StatusReasons.NotAcceptable, why);

    /// <summary>410: a resourceVersion or continue token that is too old.</summary>
    public static StatusException Expired(string why) => Make(410, StatusReasons.Expired, why);

    /// <summary>410 for a continue token whose revision is gone; <paramref name="token"/> carries on with what is there now.</summary>
    public static StatusException ContinueExpired(string why, string token) =>
        new(new Status(410, StatusReasons.Expired, why, Continue: token));

    /// <summary>504: a read at a revision that is not reached in time.</summary>
    public static StatusException TooLargeResourceVersion(long requested, long current) =>
        Make(
            504,
            StatusReasons.Timeout,
            string.Create(CultureInfo.InvariantCulture, $"Timeout: Too large resource version: {requested}, current: {current}"),
            new StatusDetails(
                Causes: [new StatusCause("ResourceVersionTooLarge", "Too large resource version", null)],
                RetryAfterSeconds: 1));

    /// <summary>500 without a reason: what Kubernetes answers to a plain error of its storage layer.</summary>
    public static StatusException Plain(string why) => Make(500, StatusReasons.Unknown, why);

    /// <summary>413.</summary>
    public static StatusException TooLarge(string why) => Make(413, StatusReasons.RequestEntityTooLarge, why);

    /// <summary>415.</summary>
    public static StatusException UnsupportedMediaType(string why) => Make(415, StatusReasons.UnsupportedMediaType, why);

    /// <summary>429 with a Retry-After.</summary>
    public static StatusException TooManyRequests(string why, int retryAfterSeconds) =>
        Make(429, StatusReasons.TooManyRequests, why, new StatusDetails(RetryAfterSeconds: retryAfterSeconds));

    /// <summary>500; the text is told to the client, so it must hold no secret.</summary>
    public static StatusException Internal(string why, Exception? cause = null) =>
        new(
            new Status(
                500,
                StatusReasons.InternalError,
                $"Internal error occurred: {why}",
                new StatusDetails(Causes: [new StatusCause(null, why, null)])),
            cause);

    /// <summary>503; with a Retry-After when it will be over soon and nothing was done.</summary>
    public static StatusException Unavailable(string why, int retryAfterSeconds = 0) =>
        Make(503, StatusReasons.ServiceUnavailable, why, retryAfterSeconds > 0 ? new StatusDetails(RetryAfterSeconds: retryAfterSeconds) : null);

    /// <summary>504: the answer is not known in time; the client may try again.</summary>
    public static StatusException Timeout(string why, int retryAfterSeconds) =>
        Make(504, StatusReasons.Timeout, $"Timeout: {why}", new StatusDetails(RetryAfterSeconds: retryAfterSeconds));

    /// <summary>507: the disk of the storage is full. Nothing was written; an operator has to make space.</summary>
    public static StatusException InsufficientStorage() =>
        Make(507, StatusReasons.InsufficientStorage, "the disk of the storage is full: nothing was written, reads go on");

    private static StatusException Make(int code, string reason, string message, StatusDetails? details = null) =>
        new(new Status(code, reason, message, details));

    private static StatusDetails About(GroupResource resource, string? name) =>
        new(string.IsNullOrEmpty(name) ? null : name, Empty(resource.Group), Empty(resource.Resource));

    private static string? Empty(string text) => text.Length == 0 ? null : text;
}

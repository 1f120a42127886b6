using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.Client.Rest;

/// <summary>Error answers as <see cref="StatusException"/>.</summary>
public static class StatusReader
{
    /// <summary>
    /// The Status in an answer's body; a made-up one when the body holds none. Of a redirect nothing but its code is told: it is not
    /// followed, and its text may come from a machine that the caller must not see (CVE-2020-8561).
    /// </summary>
    public static StatusException ToException(HttpStatusCode code, ReadOnlySpan<byte> body)
    {
        if ((int)code is >= 300 and < 400)
        {
            return new StatusException(new Status((int)code, StatusReasons.Unknown, $"the server answered with a redirect ({(int)code}), which is not followed"));
        }

        try
        {
            if (ObjectReader.ReadNode(body) is JsonObject root && JsonNodes.GetString(root, "kind") is "Status")
            {
                return new StatusException(Read(root, (int)code));
            }
        }
        catch (ObjectReadException)
        {
            // a proxy or another program answered: its text is the message
        }

        var text = Encoding.UTF8.GetString(body[..Math.Min(body.Length, 1024)]).Trim();
        return new StatusException(new Status((int)code, ReasonOf((int)code), text.Length > 0 ? text : $"the server answered {(int)code}"));
    }

    /// <summary>Reads a Status object; <paramref name="code"/> stands in for a missing code.</summary>
    public static Status Read(JsonObject root, int code)
    {
        var details = JsonNodes.GetObject(root, "details");
        return new Status(
            (int)(JsonNodes.GetLong(root, "code") ?? code),
            JsonNodes.GetString(root, "reason") ?? "",
            JsonNodes.GetString(root, "message") ?? "",
            details is null ? null : Details(details));
    }

    private static StatusDetails Details(JsonObject body) => new(
        JsonNodes.GetString(body, "name"),
        JsonNodes.GetString(body, "group"),
        JsonNodes.GetString(body, "kind"),
        JsonNodes.GetString(body, "uid"),
        JsonNodes.GetArray(body, "causes")?.OfType<JsonObject>()
            .Select(c => new StatusCause(JsonNodes.GetString(c, "reason"), JsonNodes.GetString(c, "message"), JsonNodes.GetString(c, "field")))
            .ToList(),
        (int)(JsonNodes.GetLong(body, "retryAfterSeconds") ?? 0));

    private static string ReasonOf(int code) => code switch
    {
        400 => StatusReasons.BadRequest,
        401 => StatusReasons.Unauthorized,
        403 => StatusReasons.Forbidden,
        404 => StatusReasons.NotFound,
        405 => StatusReasons.MethodNotAllowed,
        406 => StatusReasons.NotAcceptable,
        409 => StatusReasons.Conflict,
        410 => StatusReasons.Gone,
        413 => StatusReasons.RequestEntityTooLarge,
        415 => StatusReasons.UnsupportedMediaType,
        429 => StatusReasons.TooManyRequests,
        503 => StatusReasons.ServiceUnavailable,
        >= 500 => StatusReasons.InternalError,
        _ => StatusReasons.Unknown,
    };
}

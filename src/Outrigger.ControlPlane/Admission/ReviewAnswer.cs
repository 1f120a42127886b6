using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ControlPlane.Webhooks;

namespace Outrigger.ControlPlane.Admission;

/// <summary>What a webhook answered.</summary>
internal sealed class ReviewAnswer
{
    /// <summary>The API group of AdmissionReview.</summary>
    public const string Group = "admission.k8s.io";

    private readonly JsonObject response;

    private ReviewAnswer(JsonObject response, JsonPatch? patch)
    {
        this.response = response;
        Patch = patch;
    }

    public bool IsAllowed => JsonNodes.GetBool(response, "allowed") is true;

    /// <summary>Null when nothing is to be changed.</summary>
    public JsonPatch? Patch { get; }

    public IReadOnlyList<string> Warnings => JsonNodes.StringList(response["warnings"]);

    /// <summary>Facts for the audit log.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> AuditAnnotations => JsonNodes.StringMap(response["auditAnnotations"]);

    /// <summary>Reads an answer. Throws <see cref="WebhookException"/> when it is none to this request.</summary>
    public static ReviewAnswer Read(byte[] answer, string version, string uid, bool mutating)
    {
        var review = Parse(answer);
        var (apiVersion, kind) = (Text(review, "apiVersion"), Text(review, "kind"));
        var isNamed = apiVersion == $"{Group}/{version}" && kind is "AdmissionReview";
        if (!isNamed && (version is "v1" || apiVersion.Length > 0 || kind.Length > 0))
        {
            throw apiVersion.Length + kind.Length == 0
                ? Invalid($"expected webhook response of {Group}/{version}, Kind=AdmissionReview, got /, Kind=")
                : Failed($"expected webhook response of {Group}/{version}, Kind=AdmissionReview, got {apiVersion}, Kind={kind}");
        }

        if (review["response"] is not JsonObject response)
        {
            throw Invalid("webhook response was absent");
        }

        if (version is "v1" && Text(response, "uid") != uid)
        {
            throw Invalid($"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(Text(response, "uid"))}");
        }

        return new ReviewAnswer(response, ReadPatch(response, version, mutating));
    }

    /// <summary>The refusal of a request that is not allowed.</summary>
    public StatusException Refuse(string hook)
    {
        var status = response["status"] as JsonObject;
        var denied = $"admission webhook {GoText.Quote(hook)} denied the request";
        var (message, reason) = (Text(status, "message"), Text(status, "reason"));
        var code = (int)Math.Clamp(JsonNodes.GetLong(status, "code") ?? 0, 0, 599);
        return new StatusException(new Status(
            code < 400 ? 400 : code,
            reason,
            message.Length > 0 ? $"{denied}: {message}" : reason.Length > 0 ? $"{denied}: {reason}" : $"{denied} without explanation",
            Details(JsonNodes.GetObject(status, "details"))));
    }

    private static StatusDetails? Details(JsonObject? details) => details is null ? null : new StatusDetails(
        JsonNodes.GetString(details, "name"),
        JsonNodes.GetString(details, "group"),
        JsonNodes.GetString(details, "kind"),
        JsonNodes.GetString(details, "uid"),
        JsonNodes.GetArray(details, "causes") is { Count: > 0 } causes
            ? [.. causes.OfType<JsonObject>().Select(c => new StatusCause(
                JsonNodes.GetString(c, "reason"), JsonNodes.GetString(c, "message") ?? "", JsonNodes.GetString(c, "field")))]
            : null,
        (int)Math.Clamp(JsonNodes.GetLong(details, "retryAfterSeconds") ?? 0, 0, int.MaxValue));

    private static JsonPatch? ReadPatch(JsonObject response, string version, bool mutating)
    {
        var patch = Text(response, "patch");
        var type = JsonNodes.GetString(response, "patchType");
        if (version is "v1" && !mutating && (patch.Length > 0 || type is not null))
        {
            throw Invalid(patch.Length > 0 ? "validating webhook may not return response.patch" : "validating webhook may not return response.patchType");
        }

        if (version is "v1" && mutating && (patch.Length > 0) != type is not null)
        {
            throw Invalid(type is null
                ? "webhook returned response.patch but not response.patchType"
                : "webhook returned response.patchType but not response.patch");
        }

        if (patch.Length == 0 || !mutating)
        {
            return null;
        }

        return (type ?? "JSONPatch") is "JSONPatch" ? Decode(patch) : throw Invalid($"webhook returned invalid response.patchType of {GoText.Quote(type!)}");
    }

    private static JsonPatch Decode(string patch)
    {
        try
        {
            return JsonPatch.Parse(Convert.FromBase64String(patch));
        }
        catch (FormatException e)
        {
            throw Failed($"response.patch is no base64: {e.Message}");
        }
        catch (StatusException e)
        {
            throw ApiErrors.Internal(e.Message, e);
        }
    }

    private static JsonObject Parse(byte[] answer)
    {
        try
        {
            return ObjectReader.Read(answer);
        }
        catch (ObjectReadException e)
        {
            throw Failed(string.Create(CultureInfo.InvariantCulture, $"the answer is no AdmissionReview: {e.Message}"));
        }
    }

    private static WebhookException Invalid(string why) => new($"received invalid webhook response: {why}");

    private static WebhookException Failed(string why) => new($"failed to call webhook: {why}");

    private static string Text(JsonObject? obj, string field) => JsonNodes.GetString(obj, field) ?? "";
}

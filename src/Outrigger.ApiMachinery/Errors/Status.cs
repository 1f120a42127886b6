namespace Outrigger.ApiMachinery.Errors;

/// <summary>The answer of an API server that is not an object: a failure, or the success of a delete (metav1.Status).</summary>
/// <param name="Code">The HTTP status code.</param>
/// <param name="Reason">One of <see cref="StatusReasons"/>; empty when there is none.</param>
/// <param name="Message">For people.</param>
/// <param name="Details">What it is about.</param>
/// <param name="Continue">Sent as <c>metadata.continue</c>: the token that carries on with an expired list; null mostly.</param>
public sealed record Status(int Code, string Reason, string Message, StatusDetails? Details = null, string? Continue = null)
{
    /// <summary>Whether <c>status</c> is <c>Success</c>.</summary>
    public bool IsSuccess => Code is >= 200 and < 300;
}

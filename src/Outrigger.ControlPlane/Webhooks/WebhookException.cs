namespace Outrigger.ControlPlane.Webhooks;

/// <summary>A webhook that did not answer as it should; the message is for the client of the request and holds nothing of the answer's body.</summary>
internal sealed class WebhookException(string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>The HTTP status that was answered; 0 for none.</summary>
    public int Code { get; init; }

    /// <summary>The start of the plain text that came with a status of 500 or more; else empty.</summary>
    public string Text { get; init; } = "";
}

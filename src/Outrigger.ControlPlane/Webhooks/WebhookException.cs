namespace Outrigger.ControlPlane.Webhooks;

/// <summary>A webhook that did not answer as it should; the message is for the client of the request and holds nothing of the answer's body.</summary>
internal sealed class WebhookException(string message, Exception? cause = null) : Exception(message, cause);

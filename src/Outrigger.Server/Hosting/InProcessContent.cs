namespace Outrigger.Server.Hosting;

/// <summary>The body of an in-process answer; letting go of it ends the request, as closing a connection would.</summary>
internal sealed class InProcessContent(InProcessExchange exchange) : StreamContent(exchange.Reader.AsStream())
{
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            exchange.LeaveClient();
        }
    }
}

using Outrigger.Server.Requests;

namespace Outrigger.Server.FlowControl;

/// <summary>Decides when a request may run.</summary>
internal interface IRequestLimiter
{
    /// <summary>
    /// Returns when the request may run; dispose of the result when it is done (null: it is not counted). StatusException 429 when it may
    /// not run.
    /// </summary>
    ValueTask<IDisposable?> EnterAsync(RequestContext request);
}

using System.IO.Pipelines;

namespace Outrigger.Aggregator.Upstream;

/// <summary>A request to another server: how its head is written for a target, and where its body comes from.</summary>
internal abstract class UpstreamRequest
{
    /// <summary>The method; a token.</summary>
    public abstract string Method { get; }

    /// <summary>The body; null for none.</summary>
    public virtual PipeReader? Body => null;

    /// <summary>The body's length; null sends it chunked.</summary>
    public virtual long? BodyLength => null;

    /// <summary>Whether the head holds <c>Expect: 100-continue</c>: the body waits for the server's word.</summary>
    public virtual bool ExpectsContinue => false;

    /// <summary>Whether the connection may serve another request afterwards; not when it was asked to change its protocol.</summary>
    public virtual bool KeepsConnection => true;

    /// <summary>Whether the same request may be sent again when a kept connection turns out to be dead (RFC 9110: safe methods).</summary>
    public bool IsSafe => Body is null && Method is "GET" or "HEAD" or "OPTIONS";

    /// <summary>Whether the server has the whole body; set by who sends it.</summary>
    public bool HasSentBody { get; set; }

    /// <summary>
    /// Writes everything from the request line to the last header but the framing headers, which the client adds.
    /// Called again for every connection that is tried.
    /// </summary>
    public abstract void WriteHead(RequestHeadWriter head, UpstreamTarget target);
}

namespace Outrigger.Storage.Etcd.Calls;

/// <summary>A call that did not succeed.</summary>
/// <param name="code">What the server said, or what the failure of the transport amounts to.</param>
/// <param name="message">The server's words, or the transport's.</param>
/// <param name="notSent">The request never reached the server, so that it may be made elsewhere without doubt.</param>
/// <param name="cause">The error of the transport.</param>
internal sealed class GrpcException(GrpcCode code, string message, bool notSent = false, Exception? cause = null) : Exception(message, cause)
{
    public GrpcCode Code { get; } = code;

    public bool NotSent { get; } = notSent;
}

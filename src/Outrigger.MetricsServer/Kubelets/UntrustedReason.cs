namespace Outrigger.MetricsServer.Kubelets;

/// <summary>Why a kubelet's certificate was refused, told by the handshake to the request that fails because of it.</summary>
internal sealed class UntrustedReason
{
    private volatile string? why;

    public string? Why => why;

    public void Set(string reason) => why = reason;
}

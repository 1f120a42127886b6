using Outrigger.Storage.Etcd.Calls;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>One member of the cluster, and since when it does not answer.</summary>
internal sealed class Member(GrpcChannel channel)
{
    private long failedAt;

    public GrpcChannel Channel => channel;

    public string Name { get; } = channel.Address.GetLeftPart(UriPartial.Authority);

    /// <summary>A timestamp; 0 while it is well.</summary>
    public long FailedAt
    {
        get => Volatile.Read(ref failedAt);
        set => Volatile.Write(ref failedAt, value);
    }
}

using Outrigger.Storage.Etcd.Calls;
using Outrigger.Storage.Etcd.Protocol;

namespace Outrigger.Storage.Etcd.Layout;

/// <summary>The methods of etcd's v3 API that are used.</summary>
internal static class EtcdMethods
{
    public static GrpcMethod<RangeRequest, RangeResponse> Range { get; } = new("/etcdserverpb.KV/Range", RangeResponse.Parser);

    public static GrpcMethod<PutRequest, PutResponse> Put { get; } = new("/etcdserverpb.KV/Put", PutResponse.Parser);

    public static GrpcMethod<TxnRequest, TxnResponse> Txn { get; } = new("/etcdserverpb.KV/Txn", TxnResponse.Parser);

    public static GrpcMethod<CompactionRequest, CompactionResponse> Compact { get; } = new("/etcdserverpb.KV/Compact", CompactionResponse.Parser);

    public static GrpcMethod<WatchRequest, WatchResponse> Watch { get; } = new("/etcdserverpb.Watch/Watch", WatchResponse.Parser);

    public static GrpcMethod<LeaseGrantRequest, LeaseGrantResponse> LeaseGrant { get; } =
        new("/etcdserverpb.Lease/LeaseGrant", LeaseGrantResponse.Parser);

    public static GrpcMethod<LeaseTimeToLiveRequest, LeaseTimeToLiveResponse> LeaseTimeToLive { get; } =
        new("/etcdserverpb.Lease/LeaseTimeToLive", LeaseTimeToLiveResponse.Parser);

    public static GrpcMethod<StatusRequest, StatusResponse> Status { get; } = new("/etcdserverpb.Maintenance/Status", StatusResponse.Parser);
}

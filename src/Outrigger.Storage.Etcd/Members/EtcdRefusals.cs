using Outrigger.ApiMachinery.Errors;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>What etcd's own refusals mean to a caller of the store.</summary>
internal static class EtcdRefusals
{
    public static bool IsCompacted(GrpcException e) =>
        e.Code == GrpcCode.OutOfRange && e.Message.Contains("has been compacted", StringComparison.Ordinal);

    public static bool IsFuture(GrpcException e) =>
        e.Code == GrpcCode.OutOfRange && e.Message.Contains("future revision", StringComparison.Ordinal);

    public static bool IsLeaseGone(GrpcException e) => e.Code == GrpcCode.NotFound && e.Message.Contains("lease", StringComparison.Ordinal);

    /// <summary>The exception for a call that was certainly not carried out.</summary>
    public static Exception Of(GrpcException e) => e switch
    {
        _ when e.Message.Contains("request is too large", StringComparison.Ordinal)
            || e.Message.Contains("received message larger than max", StringComparison.Ordinal) =>
            ApiErrors.TooLarge("the object is larger than etcd takes in one request (--max-request-bytes, 1.5 MiB by default)"),
        { Code: GrpcCode.ResourceExhausted } when e.Message.Contains("space exceeded", StringComparison.Ordinal) => Unavailable(
            "etcd has used up its space and takes no more writes: etcdctl compact, etcdctl defrag, then etcdctl alarm disarm; or raise --quota-backend-bytes", e),
        { Code: GrpcCode.PermissionDenied or GrpcCode.Unauthenticated } or { Code: GrpcCode.InvalidArgument, Message: "etcdserver: user name is empty" } =>
            Unavailable($"etcd does not let us in ({e.Message}): give a client certificate whose common name has rights to the prefix (--etcd-certfile, --etcd-keyfile)", e),
        _ => Unavailable($"etcd refused a call: {e.Message}", e),
    };

    /// <summary>Makes a call whose refusal its caller gets in the store's words.</summary>
    public static async Task<T> TranslateAsync<T>(Func<Task<T>> call)
    {
        try
        {
            return await call().ConfigureAwait(false);
        }
        catch (GrpcException e)
        {
            throw Of(e);
        }
    }

    private static StoreUnavailableException Unavailable(string why, GrpcException cause) => new(why, outcomeUnknown: false, cause);
}

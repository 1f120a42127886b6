using Google.Protobuf;
using Outrigger.Storage.Contract;
using Outrigger.Storage.Etcd.Calls;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>
/// Calls to the cluster, whichever member answers. A read is asked again elsewhere; a write only where it is certain that the first
/// attempt was not taken in, so nothing is ever applied twice. Throws <see cref="StoreUnavailableException"/>, and
/// <see cref="GrpcException"/> for what etcd itself refuses.
/// </summary>
internal sealed class EtcdClient(MemberSet members, EtcdStoreOptions options) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>A call that changes nothing.</summary>
    public Task<TResponse> ReadAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest message, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        AskAsync((m, ct) => m.Channel.CallAsync(method, message, options.ReadTimeout, ct), IsWorthAnother, cancellationToken);

    /// <summary>A call that changes something.</summary>
    public Task<TResponse> WriteAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest message, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        AskAsync((m, ct) => m.Channel.CallAsync(method, message, options.WriteTimeout, ct), IsNotTaken, cancellationToken);

    /// <summary>Opens a stream to some member, and says to which.</summary>
    public Task<(GrpcStream<TRequest, TResponse> Stream, Member Member)> OpenAsync<TRequest, TResponse>(
        GrpcMethod<TRequest, TResponse> method, TRequest first, CancellationToken cancellationToken)
        where TRequest : class, IMessage<TRequest>
        where TResponse : class, IMessage<TResponse> =>
        AskAsync(
            async (m, ct) => (await m.Channel.OpenAsync(method, first, options.ReadTimeout, ct).ConfigureAwait(false), m),
            IsWorthAnother,
            cancellationToken);

    /// <summary>The stream was broken, or is silent where it should not be: others are asked first.</summary>
    public void Avoid(Member member) => members.Failed(member);

    public void Dispose() => members.Dispose();

    private static bool IsWorthAnother(GrpcException e) => e.Code is GrpcCode.Unavailable or GrpcCode.DeadlineExceeded or GrpcCode.Unknown
        or GrpcCode.Cancelled or GrpcCode.Internal or GrpcCode.Aborted or GrpcCode.Unimplemented;

    // "no leader" is told by etcd before it looks at the request (hasleader)
    private static bool IsNotTaken(GrpcException e) => e.NotSent || e is { Code: GrpcCode.Unavailable, Message: "etcdserver: no leader" };

    private async Task<T> AskAsync<T>(
        Func<Member, CancellationToken, Task<T>> call, Func<GrpcException, bool> mayAskAgain, CancellationToken cancellationToken)
    {
        var begun = options.TimeProvider.GetTimestamp();
        while (true)
        {
            var last = await TryEachAsync(call, mayAskAgain, cancellationToken).ConfigureAwait(false);
            if (last.Found)
            {
                return last.Answer;
            }

            // nobody there at all is no election that is worth waiting for
            if (last.NobodyThere || options.TimeProvider.GetElapsedTime(begun) > options.Patience)
            {
                throw Unavailable(last.Failure, outcomeUnknown: false);
            }

            await Task.Delay(Pause, options.TimeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Round<T>> TryEachAsync<T>(
        Func<Member, CancellationToken, Task<T>> call, Func<GrpcException, bool> mayAskAgain, CancellationToken cancellationToken)
    {
        GrpcException? failure = null;
        var nobodyThere = true;
        foreach (var member in members.InOrder())
        {
            try
            {
                var answer = await call(member, cancellationToken).ConfigureAwait(false);
                members.Succeeded(member);
                return new Round<T>(true, answer, null!, false);
            }
            catch (GrpcException e) when (mayAskAgain(e))
            {
                members.Failed(member);
                nobodyThere &= e.NotSent;
                failure = new GrpcException(e.Code, $"{member.Name}: {e.Message}", e.NotSent, e);
            }
            catch (GrpcException e) when (IsWorthAnother(e))
            {
                members.Failed(member);
                throw Unavailable(new GrpcException(e.Code, $"{member.Name}: {e.Message}", e.NotSent, e), outcomeUnknown: true);
            }
        }

        return new Round<T>(false, default!, failure!, nobodyThere);
    }

    private StoreUnavailableException Unavailable(GrpcException e, bool outcomeUnknown) => new(
        outcomeUnknown
            ? $"etcd did not say what became of a write ({e.Message})"
            : $"etcd does not answer at {members.Names} ({e.Message}): start it, or correct --etcd-servers and its certificates",
        outcomeUnknown,
        e);

    private readonly record struct Round<T>(bool Found, T Answer, GrpcException Failure, bool NobodyThere);
}

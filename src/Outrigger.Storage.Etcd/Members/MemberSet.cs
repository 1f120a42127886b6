using Outrigger.Storage.Etcd.Calls;

namespace Outrigger.Storage.Etcd.Members;

/// <summary>The members, in the order in which they are to be asked. One is preferred until it fails.</summary>
internal sealed class MemberSet : IDisposable
{
    // long enough that a dead member costs little, short enough that one that is back is found soon
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);
    private readonly Member[] members;
    private readonly TimeProvider time;
    private int preferred;

    public MemberSet(IEnumerable<GrpcChannel> channels, TimeProvider time)
    {
        members = [.. channels.Select(c => new Member(c))];
        this.time = time;

        // servers spread over the members
        preferred = Random.Shared.Next(members.Length);
    }

    public int Count => members.Length;

    /// <summary>The members as a list for messages.</summary>
    public string Names => string.Join(", ", members.Select(m => m.Name));

    /// <summary>Every member once: the preferred one first, those that failed lately last.</summary>
    public IEnumerable<Member> InOrder()
    {
        var first = Volatile.Read(ref preferred);
        var all = Enumerable.Range(first, members.Length).Select(i => members[i % members.Length]);
        return all.OrderBy(m => Rests(m) ? 1 : 0);
    }

    public void Succeeded(Member member) => member.FailedAt = 0;

    /// <summary>Asks this one last for a while.</summary>
    public void Failed(Member member)
    {
        member.FailedAt = Math.Max(1, time.GetTimestamp());
        var at = Array.IndexOf(members, member);
        Interlocked.CompareExchange(ref preferred, (at + 1) % members.Length, at);
    }

    public void Dispose()
    {
        foreach (var member in members)
        {
            member.Channel.Dispose();
        }
    }

    private bool Rests(Member member) => member.FailedAt != 0 && time.GetElapsedTime(member.FailedAt) < Rest;
}

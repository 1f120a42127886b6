using Outrigger.Server.Leading;

namespace Outrigger.Server.Extension;

/// <summary>
/// One replica of an extension server leads: it holds a Lease (coordination.k8s.io/v1) on the main server, as with client-go's
/// leaderelection. The server's account needs get and update of that Lease and create of leases: <c>outrigger manifests --leader-election</c>.
/// </summary>
public sealed record LeaderElection
{
    /// <summary>The Lease's namespace, which must be there; usually the server's own.</summary>
    public required string Namespace { get; init; }

    /// <summary>The Lease's name; the server's by default.</summary>
    public string Name { get; init; } = "";

    /// <summary>Who this replica is; unique among them. The machine's name and a random part by default.</summary>
    public string Identity { get; init; } = $"{Environment.MachineName}_{Guid.NewGuid()}";

    /// <summary>After this time without a renewal another replica takes over; whole seconds, 15 s by default.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>A leader that could not renew for this long stops its work by itself; less than the duration, 10 s by default.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a leader renews and the others look; less than the deadline, 2 s by default.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Throws <see cref="ArgumentException"/> for times that do not go together.</summary>
    internal LeaseOptions Options(string server) =>
        RetryPeriod <= TimeSpan.Zero || RenewDeadline <= RetryPeriod || LeaseDuration <= RenewDeadline || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0
            ? throw new ArgumentException("leader election: LeaseDuration (whole seconds) must be more than RenewDeadline, and that more than RetryPeriod")
            : new LeaseOptions
            {
                Namespace = Namespace,
                Name = Name.Length > 0 ? Name : server,
                Identity = Identity,
                Duration = LeaseDuration,
                RenewDeadline = RenewDeadline,
                Period = RetryPeriod,
            };
}

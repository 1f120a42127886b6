namespace Outrigger.ControlPlane.Access;

/// <summary>Work that goes on beside the requests: a feed or a controller.</summary>
public interface IBackgroundLoop
{
    /// <summary>Unique; named in logs and readiness.</summary>
    string Name { get; }

    /// <summary>Works until it is cancelled; does not throw.</summary>
    Task RunAsync(CancellationToken cancellationToken);
}

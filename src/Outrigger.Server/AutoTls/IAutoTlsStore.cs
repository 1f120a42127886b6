namespace Outrigger.Server.AutoTls;

/// <summary>Where the keys are kept.</summary>
internal interface IAutoTlsStore
{
    /// <summary>The keys (null when there are none) and their version.</summary>
    Task<(AutoTlsKeys? Keys, string Version)> ReadAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the keys of a version; false when another replica was first.</summary>
    Task<bool> WriteAsync(AutoTlsKeys keys, string version, CancellationToken cancellationToken);
}

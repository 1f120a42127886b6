namespace Outrigger.Server.AutoTls;

/// <summary>The times of a rotation.</summary>
internal static class AutoTlsConstants
{
    /// <summary>How often the keys and the APIServices are looked at.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>How long a new authority is in the caBundle before a certificate is signed by it: every main server has seen it then.</summary>
    public static readonly TimeSpan Announced = TimeSpan.FromHours(1);

    /// <summary>How long an old authority stays after the last certificate of it was replaced: every replica has the new one then.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(24);

    /// <summary>Clocks of different machines differ a little.</summary>
    public static readonly TimeSpan Skew = TimeSpan.FromMinutes(5);
}

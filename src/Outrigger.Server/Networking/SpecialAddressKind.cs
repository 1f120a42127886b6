namespace Outrigger.Server.Networking;

/// <summary>See <see cref="SpecialAddress"/>.</summary>
public enum SpecialAddressKind
{
    /// <summary>An ordinary address.</summary>
    None,

    /// <summary>127.0.0.0/8, ::1.</summary>
    Loopback,

    /// <summary>0.0.0.0/8, ::.</summary>
    Unspecified,

    /// <summary>169.254.0.0/16 (cloud metadata lives there), fe80::/10.</summary>
    LinkLocal,

    /// <summary>224.0.0.0/24, ff02::/10.</summary>
    LinkLocalMulticast,

    /// <summary>Any other multicast or reserved address.</summary>
    Multicast,
}

namespace Outrigger.TestKit.Issuers;

/// <summary>How an issuer misbehaves.</summary>
public enum IssuerFault
{
    None,

    /// <summary>Every connection is cut.</summary>
    Down,

    /// <summary>Nothing is ever answered.</summary>
    Slow,

    /// <summary>The key set has no end.</summary>
    Huge,

    /// <summary>Both pages are said to be elsewhere, where they are.</summary>
    Redirect,

    /// <summary>The discovery document is another issuer's.</summary>
    OtherIssuer,

    /// <summary>The pages are no JSON.</summary>
    Garbage,

    /// <summary>The key set is said to be at an http URL.</summary>
    PlainKeys,
}

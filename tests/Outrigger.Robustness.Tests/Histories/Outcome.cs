namespace Outrigger.Robustness.Tests.Histories;

internal enum Outcome
{
    /// <summary>Nobody was told: it may have happened, now or later, or never.</summary>
    Unknown,

    Done,

    /// <summary>404.</summary>
    NotFound,

    /// <summary>409 AlreadyExists.</summary>
    Exists,

    /// <summary>409 Conflict.</summary>
    Conflict,
}

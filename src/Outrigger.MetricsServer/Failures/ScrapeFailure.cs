namespace Outrigger.MetricsServer.Failures;

/// <summary>Why a kubelet gave no figures: a closed set, for the label of a metric.</summary>
internal enum ScrapeFailure
{
    /// <summary>The node has no address of the wanted types, or one that a kubelet cannot have.</summary>
    Address,

    /// <summary>No connection came about.</summary>
    Unreachable,

    /// <summary>Its certificate is not good, or is another node's.</summary>
    Untrusted,

    /// <summary>It answered 401 or 403.</summary>
    Denied,

    /// <summary>It answered something else than 200; redirects are not followed.</summary>
    Status,

    /// <summary>The time for a request was over.</summary>
    Timeout,

    /// <summary>The answer, or one line of it, is too long, or names too many containers.</summary>
    TooLarge,

    /// <summary>The answer is no text of metrics, or broke off.</summary>
    Malformed,

    /// <summary>The answer has no figures of the node.</summary>
    Incomplete,
}

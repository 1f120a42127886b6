namespace Outrigger.Server.FlowControl.Queues;

/// <summary>Why a request is refused.</summary>
internal enum FlowRefusal
{
    /// <summary>Too many wait.</summary>
    QueueFull,

    /// <summary>Too many run, and none waits in this level.</summary>
    ConcurrencyLimit,

    /// <summary>It waited for too long.</summary>
    TimeOut,
}

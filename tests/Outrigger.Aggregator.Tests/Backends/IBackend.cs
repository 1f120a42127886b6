using System.Collections.Concurrent;
using System.Net;

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>A server that does what a script says.</summary>
internal interface IBackend : IAsyncDisposable
{
    public IPEndPoint Endpoint { get; }

    /// <summary>How many connections were accepted.</summary>
    public int Connections { get; }

    /// <summary>What failed.</summary>
    public ConcurrentQueue<Exception> Faults { get; }
}

namespace Outrigger.Aggregator.Tests.Backends;

/// <summary>A request as it came off the wire.</summary>
internal sealed record ReceivedRequest(string RequestLine, IReadOnlyList<string> HeaderLines, byte[] Body)
{
    public string Method => RequestLine.Split(' ')[0];

    public string Target => RequestLine.Split(' ')[1];

    /// <summary>The client certificate of the connection.</summary>
    public string? ClientName { get; init; }

    /// <summary>The TLS server name.</summary>
    public string? ServerName { get; init; }

    /// <summary>The values of a header in order, one per line.</summary>
    public IReadOnlyList<string> Values(string name) =>
        [.. HeaderLines.Where(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase)).Select(line => line[(name.Length + 2)..])];
}

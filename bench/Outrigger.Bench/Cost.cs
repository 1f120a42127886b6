namespace Outrigger.Bench;

/// <summary>The processor time that this program and the server take while something is measured.</summary>
internal readonly struct Cost
{
    private readonly IReadOnlyList<int> pids;
    private readonly TimeSpan own;
    private readonly TimeSpan server;

    private Cost(IReadOnlyList<int> pids)
    {
        this.pids = pids;
        own = Environment.CpuUsage.TotalTime;
        server = ServerProcess.ProcessorTime(pids);
    }

    public static Cost Begin(IReadOnlyList<int> pids) => new(pids);

    /// <summary>The reading with both.</summary>
    public Reading End(Reading reading) => reading with
    {
        ClientMicros = (Environment.CpuUsage.TotalTime - own).TotalMicroseconds,
        ServerMicros = (ServerProcess.ProcessorTime(pids) - server).TotalMicroseconds,
    };
}

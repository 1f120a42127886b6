namespace Outrigger.Bench;

/// <summary>The processor time that this program and the server take while something is measured.</summary>
internal readonly struct Cost
{
    private readonly int pid;
    private readonly TimeSpan own;
    private readonly TimeSpan server;

    private Cost(int pid)
    {
        this.pid = pid;
        own = Environment.CpuUsage.TotalTime;
        server = ServerProcess.ProcessorTime(pid);
    }

    public static Cost Begin(int pid) => new(pid);

    /// <summary>The reading with both.</summary>
    public Reading End(Reading reading) => reading with
    {
        ClientMicros = (Environment.CpuUsage.TotalTime - own).TotalMicroseconds,
        ServerMicros = (ServerProcess.ProcessorTime(pid) - server).TotalMicroseconds,
    };
}

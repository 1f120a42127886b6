using System.Runtime.InteropServices;

namespace Outrigger.Server.Lifecycle;

/// <summary>SIGTERM and Ctrl-C as a token. The first asks for a clean stop; a second one ends the process at once.</summary>
public sealed class StopSignals : IDisposable
{
    private readonly CancellationTokenSource stop = new();
    private readonly PosixSignalRegistration[] registrations;
    private int seen;

    public StopSignals() => registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle),
    ];

    /// <summary>Ends with the first signal.</summary>
    public CancellationToken Token => stop.Token;

    /// <summary>Whether it was Ctrl-C, which a terminal sends to the child processes as well.</summary>
    public bool FromTerminal { get; private set; }

    public void Dispose()
    {
        foreach (var registration in registrations)
        {
            registration.Dispose();
        }

        stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref seen) == 1)
        {
            // without this the runtime ends the process itself
            context.Cancel = true;
            FromTerminal = context.Signal == PosixSignal.SIGINT;
            stop.Cancel();
        }
    }
}

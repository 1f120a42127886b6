using System.IO.Pipelines;

namespace Outrigger.Server.Hosting;

/// <summary>A connection whose reading or writing half was replaced.</summary>
internal sealed class TransportPipe(PipeReader input, PipeWriter output) : IDuplexPipe
{
    public PipeReader Input => input;

    public PipeWriter Output => output;
}

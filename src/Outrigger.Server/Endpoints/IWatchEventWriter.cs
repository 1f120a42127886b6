using System.Buffers;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;

namespace Outrigger.Server.Endpoints;

/// <summary>Writes the events of one watch in its negotiated form.</summary>
internal interface IWatchEventWriter
{
    /// <summary>Writes one event.</summary>
    void Write(in WatchItem item, IBufferWriter<byte> output);

    /// <summary>Writes the ERROR event that ends a watch.</summary>
    void WriteError(Status status, IBufferWriter<byte> output);
}

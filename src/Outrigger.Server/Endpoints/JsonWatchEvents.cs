using System.Buffers;
using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>One line of JSON an event, the objects copied out of the stored bytes.</summary>
/// <param name="prefix">Opens each object.</param>
/// <param name="metadataOnly">Whether only metadata is sent.</param>
internal sealed class JsonWatchEvents(byte[] prefix, bool metadataOnly) : IWatchEventWriter
{
    public void Write(in WatchItem item, IBufferWriter<byte> output)
    {
        output.Write(WatchEventNames.Opening(item.Type));
        if (item.Object is not { } obj)
        {
            WriteBookmark(item, output);
        }
        else if (metadataOnly)
        {
            obj.WriteMetadataTo(output, prefix);
        }
        else
        {
            obj.WriteTo(output, prefix);
        }

        output.Write("}\n"u8);
    }

    public void WriteError(Status status, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":\"ERROR\",\"object\":"u8);
        ObjectWriter.Write(StatusTree.From(status), output);
        output.Write("}\n"u8);
    }

    private void WriteBookmark(in WatchItem item, IBufferWriter<byte> output)
    {
        var end = item.Type == WatchItemType.InitialEventsEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        output.Write(prefix);
        output.Write(Encoding.UTF8.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"\"metadata\":{{\"resourceVersion\":\"{item.Revision}\"{end}}}}}")));
    }
}

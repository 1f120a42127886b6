using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Events as tables of one row; the first one names the columns.</summary>
internal sealed class TableWatchEvents(TableForms tables, ResourceRequest request, OutputFormat format) : IWatchEventWriter
{
    private bool columnsSent;

    public void Write(in WatchItem item, IBufferWriter<byte> output)
    {
        var obj = item.Object is { } stored ? request.Tree(stored) : new JsonObject { ["metadata"] = Bookmarks.Metadata(item) };
        output.Write(WatchEventNames.Opening(item.Type));
        tables.Write(request, obj, format, withColumns: !columnsSent, output);
        output.Write("}\n"u8);
        columnsSent = true;
    }

    public void WriteError(Status status, IBufferWriter<byte> output)
    {
        output.Write("{\"type\":\"ERROR\",\"object\":"u8);
        ObjectWriter.Write(StatusTree.From(status), output);
        output.Write("}\n"u8);
    }
}

using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Events whose objects are not a copy of the stored bytes: protobuf frames and tables.</summary>
internal sealed class TreeWatchEvents(ObjectForms forms, ResourceRequest request, OutputFormat format) : IWatchEventWriter
{
    public void Write(in WatchItem item, IBufferWriter<byte> output)
    {
        var tree = item.Object is { } obj ? forms.Convert(request, obj, format) : Bookmark(item);
        Write(WatchEventNames.Of(item.Type), tree, output);
    }

    public void WriteError(Status status, IBufferWriter<byte> output) =>
        Write(WatchEventNames.Error, StatusTree.From(status), output);

    private void Write(string type, JsonObject tree, IBufferWriter<byte> output)
    {
        if (format.Encoding == WireEncoding.Protobuf)
        {
            forms.Encoder.WriteWatchFrame(type, tree, output);
            return;
        }

        ObjectWriter.Write(new JsonObject { ["type"] = type, ["object"] = tree }, output);
        output.Write("\n"u8);
    }

    private JsonObject Bookmark(in WatchItem item)
    {
        var metadata = new JsonObject { ["resourceVersion"] = item.Revision.ToString(CultureInfo.InvariantCulture) };
        if (item.Type == WatchItemType.InitialEventsEnd)
        {
            metadata["annotations"] = new JsonObject { ["k8s.io/initial-events-end"] = "true" };
        }

        var partial = format.Form == ObjectForm.Metadata;
        return new JsonObject
        {
            ["kind"] = partial ? "PartialObjectMetadata" : request.Target.Kind.Kind.Kind,
            ["apiVersion"] = partial ? $"meta.k8s.io/{format.FormVersion}" : request.Target.Kind.Kind.GroupVersion.ToString(),
            ["metadata"] = metadata,
        };
    }
}

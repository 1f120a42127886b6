using System.Buffers;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.Registry.Operations;
using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Events in protobuf frames.</summary>
internal sealed class ProtobufWatchEvents(ObjectForms forms, ResourceRequest request, OutputFormat format) : IWatchEventWriter
{
    public void Write(in WatchItem item, IBufferWriter<byte> output)
    {
        var tree = item.Object is { } obj ? forms.Convert(request, obj, format) : Bookmark(item);
        forms.Encoder.WriteWatchFrame(WatchEventNames.Of(item.Type), tree, output);
    }

    public void WriteError(Status status, IBufferWriter<byte> output) =>
        forms.Encoder.WriteWatchFrame(WatchEventNames.Error, StatusTree.From(status), output);

    private JsonObject Bookmark(in WatchItem item)
    {
        var partial = format.Form == ObjectForm.Metadata;
        return new JsonObject
        {
            ["kind"] = partial ? "PartialObjectMetadata" : request.Target.Kind.Kind.Kind,
            ["apiVersion"] = partial ? $"meta.k8s.io/{format.FormVersion}" : request.Target.Kind.Kind.GroupVersion.ToString(),
            ["metadata"] = Bookmarks.Metadata(item),
        };
    }
}

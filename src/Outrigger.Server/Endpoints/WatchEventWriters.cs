using Outrigger.Server.Http;

namespace Outrigger.Server.Endpoints;

/// <summary>Chooses how the events of a watch are written.</summary>
internal sealed class WatchEventWriters(ObjectForms forms)
{
    public IWatchEventWriter For(ResourceRequest request, OutputFormat format) => (format.Encoding, format.Form) switch
    {
        (WireEncoding.Json, ObjectForm.Whole) => new JsonWatchEvents(request.Target.Bytes.Prefix, metadataOnly: false),
        (WireEncoding.Json, ObjectForm.Metadata) => new JsonWatchEvents(MetadataBytes.Item(format.FormVersion), metadataOnly: true),
        (WireEncoding.Json, _) => new TableWatchEvents(forms.Tables, request, format),
        _ => new ProtobufWatchEvents(forms, request, format),
    };
}

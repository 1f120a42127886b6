using Outrigger.Server.Http;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>Answers with one object. Plain JSON and metadata are copied out of the stored bytes; nothing is parsed.</summary>
internal sealed class ObjectAnswer(ObjectForms forms)
{
    public async Task WriteAsync(ResourceRequest request, int code, StoredObject obj, OutputFormat format)
    {
        var http = request.Request.Http;
        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        if (request.Request.Audit is { WantsResponseObject: true } audit)
        {
            AnswerRecords.Record(audit, request, obj, format, forms);
        }

        if (!format.IsPlainJson)
        {
            var tree = forms.Convert(request, obj, format);
            await forms.WriteAsync(request, code, tree, format).ConfigureAwait(false);
            return;
        }

        http.Response.StatusCode = code;
        http.Response.ContentType = MediaTypes.Json;
        var output = BodyOutputs.Open(http, obj.Length);
        obj.WriteTo(output, request.Target.Bytes.Prefix);
        output.Write("\n"u8);
        await output.CompleteAsync(request.Aborted).ConfigureAwait(false);
    }
}

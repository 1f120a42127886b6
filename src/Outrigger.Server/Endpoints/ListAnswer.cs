using System.Globalization;
using System.Text;
using Outrigger.ApiMachinery.Tables;
using Outrigger.Registry.Operations;
using Outrigger.Registry.Resources;
using Outrigger.Server.Http;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>Answers with a list. Plain JSON and metadata are copied item by item out of the stored bytes, 64 KiB at a time.</summary>
internal sealed class ListAnswer(ObjectForms forms)
{
    private const int HeadLength = 256;
    private const int RowLength = 64;

    public async Task WriteAsync(ResourceRequest request, int code, ObjectList list, OutputFormat format)
    {
        var http = request.Request.Http;
        WarningHeaders.Apply(http.Response, request.Request.Warnings.Texts);
        if (request.Request.Audit is { WantsResponseObject: true } audit)
        {
            audit.Response(forms.Convert(request, list, format));
        }

        if (format.Encoding != WireEncoding.Json || format.Pretty)
        {
            var tree = forms.Convert(request, list, format);
            await forms.WriteAsync(request, code, tree, format).ConfigureAwait(false);
            return;
        }

        // A bad includeObject is refused before anything is sent.
        _ = format.Form == ObjectForm.Table ? TableForms.Include(request.Query) : default;
        http.Response.StatusCode = code;
        http.Response.ContentType = MediaTypes.Json;
        var output = BodyOutputs.Open(http, Length(request, list.Items, format));
        if (format.Form == ObjectForm.Table)
        {
            await forms.Tables.WriteAsync(request, list, format, output).ConfigureAwait(false);
            output.Write("\n"u8);
        }
        else
        {
            await WriteItemsAsync(request, list, format, output).ConfigureAwait(false);
        }

        await output.CompleteAsync(request.Aborted).ConfigureAwait(false);
    }

    /// <summary>The inside of a list's metadata: <c>"resourceVersion":"7","continue":"…"</c>.</summary>
    public static string Metadata(ObjectList list, bool alwaysContinue)
    {
        var text = new StringBuilder();
        if (list.ResourceVersion > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"\"resourceVersion\":\"{list.ResourceVersion}\"");
        }

        if (alwaysContinue || list.Continue.Length > 0)
        {
            // Tokens are base64url: nothing to escape.
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "," : "")}\"continue\":\"{list.Continue}\"");
        }

        if (list.RemainingItemCount is { } remaining)
        {
            text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? "," : "")}\"remainingItemCount\":{remaining}");
        }

        return text.ToString();
    }

    private static long Length(ResourceRequest request, IReadOnlyList<StoredObject> items, OutputFormat format)
    {
        if (format.Form == ObjectForm.Table && TableForms.Include(request.Query) == IncludeObject.None)
        {
            return HeadLength + ((long)items.Count * RowLength);
        }

        long length = HeadLength;
        for (var i = 0; i < items.Count; i++)
        {
            length += items[i].Length;
        }

        return length;
    }

    private static async ValueTask WriteItemsAsync(ResourceRequest request, ObjectList list, OutputFormat format, BodyOutput output)
    {
        var metadataOnly = format.Form == ObjectForm.Metadata;
        var custom = request.Target.Origin != KindOrigin.BuiltIn;
        var prefix = metadataOnly ? MetadataBytes.Item(format.FormVersion) : request.Target.Bytes.ItemPrefix;
        output.Write(metadataOnly ? MetadataBytes.List(format.FormVersion) : request.Target.Bytes.ListPrefix);
        output.Write(Encoding.UTF8.GetBytes(Metadata(list, custom && !metadataOnly)));
        if (metadataOnly && list.Items.Count == 0)
        {
            // As Kubernetes writes it.
            output.Write("},\"items\":null}\n"u8);
            return;
        }

        output.Write("},\"items\":["u8);
        for (var i = 0; i < list.Items.Count; i++)
        {
            if (i > 0)
            {
                output.Write(","u8);
            }

            if (metadataOnly)
            {
                list.Items[i].WriteMetadataTo(output, prefix);
            }
            else
            {
                list.Items[i].WriteTo(output, prefix);
            }

            if (output.IsFull)
            {
                await output.FlushAsync(request.Aborted).ConfigureAwait(false);
            }
        }

        output.Write("]}\n"u8);
    }
}

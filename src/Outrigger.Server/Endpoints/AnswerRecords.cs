using System.Buffers;
using Outrigger.Server.Audit.Events;
using Outrigger.Server.Http;
using Outrigger.Storage.Objects;

namespace Outrigger.Server.Endpoints;

/// <summary>What the audit log keeps of an answer.</summary>
internal static class AnswerRecords
{
    /// <summary>An object: a copy of the stored bytes where that is the answer, else the form that the client gets.</summary>
    public static void Record(AuditRecord record, ResourceRequest request, StoredObject obj, OutputFormat format, ObjectForms forms)
    {
        if (format.Form != ObjectForm.Whole || record.OmitsManagedFields)
        {
            record.Response(forms.Convert(request, obj, format));
            return;
        }

        var bytes = new ArrayBufferWriter<byte>(obj.Length + request.Target.Bytes.Prefix.Length);
        obj.WriteTo(bytes, request.Target.Bytes.Prefix);
        record.Response(bytes.WrittenSpan.ToArray());
    }
}

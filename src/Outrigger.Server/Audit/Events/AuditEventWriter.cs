using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Server.Audit.Policies;
using Outrigger.Server.Http;

namespace Outrigger.Server.Audit.Events;

/// <summary>Writes the event of one stage, fields in the order of audit.k8s.io/v1 Event.</summary>
internal static class AuditEventWriter
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    public static AuditEvent Write(AuditRecord record, AuditStages stage, DateTimeOffset now)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var json = new Utf8JsonWriter(buffer, Options);
        json.WriteStartObject();
        json.WriteString("kind"u8, "Event"u8);
        json.WriteString("apiVersion"u8, "audit.k8s.io/v1"u8);
        json.WriteString("level"u8, record.Level.ToString());
        json.WriteString("auditID"u8, record.Id);
        json.WriteString("stage"u8, stage.ToString());
        json.WriteString("requestURI"u8, record.Uri);
        json.WriteString("verb"u8, record.Subject.Verb);
        WriteUser(json, "user"u8, record.Subject.User);
        WriteImpersonation(json, record);
        if (record.SourceIps.Count > 0)
        {
            WriteTexts(json, "sourceIPs"u8, record.SourceIps);
        }

        WriteText(json, "userAgent"u8, record.UserAgent);
        WriteObject(json, record);
        WriteStatus(json, record);
        var start = Position(json);
        WriteRaw(json, "requestObject"u8, record.RequestObject);
        WriteRaw(json, "responseObject"u8, record.ResponseObject);
        var end = Position(json);
        json.WriteString("requestReceivedTimestamp"u8, KubernetesTime.FormatMicro(record.Received));
        json.WriteString("stageTimestamp"u8, KubernetesTime.FormatMicro(now));
        WriteAnnotations(json, record);
        json.WriteEndObject();
        json.Flush();
        return new AuditEvent(buffer.WrittenSpan.ToArray(), start..end, record.Level);
    }

    private static int Position(Utf8JsonWriter json) => (int)(json.BytesCommitted + json.BytesPending);

    private static void WriteUser(Utf8JsonWriter json, ReadOnlySpan<byte> name, UserInfo? user)
    {
        json.WriteStartObject(name);
        if (user is not null)
        {
            WriteText(json, "username"u8, user.Name);
            WriteText(json, "uid"u8, user.Uid);
            if (user.Groups.Count > 0)
            {
                WriteTexts(json, "groups"u8, user.Groups);
            }

            if (user.Extra is { Count: > 0 } extra)
            {
                json.WriteStartObject("extra"u8);
                foreach (var (key, values) in extra)
                {
                    json.WritePropertyName(key);
                    WriteList(json, values);
                }

                json.WriteEndObject();
            }
        }

        json.WriteEndObject();
    }

    private static void WriteImpersonation(Utf8JsonWriter json, AuditRecord record)
    {
        if (record.Impersonated is not { } user)
        {
            return;
        }

        WriteUser(json, "impersonatedUser"u8, user);
        if (record.Constraint.Length > 0)
        {
            json.WriteStartObject("authenticationMetadata"u8);
            json.WriteString("impersonationConstraint"u8, record.Constraint);
            json.WriteEndObject();
        }
    }

    private static void WriteObject(Utf8JsonWriter json, AuditRecord record)
    {
        var subject = record.Subject;
        if (!subject.IsResource)
        {
            return;
        }

        json.WriteStartObject("objectRef"u8);
        WriteText(json, "resource"u8, subject.Resource);
        WriteText(json, "namespace"u8, record.ObjectNamespace);
        WriteText(json, "name"u8, record.ObjectName);
        WriteText(json, "uid"u8, record.ObjectUid);
        WriteText(json, "apiGroup"u8, subject.Group);
        WriteText(json, "apiVersion"u8, subject.Version);
        WriteText(json, "resourceVersion"u8, record.ObjectVersion);
        WriteText(json, "subresource"u8, subject.Subresource);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, AuditRecord record)
    {
        if (record.Status is null && record.Code == 0)
        {
            return;
        }

        // an object of another kind leaves nothing but its code
        if (record.Status is not { } status)
        {
            json.WriteStartObject("responseStatus"u8);
            json.WriteStartObject("metadata"u8);
            json.WriteEndObject();
            json.WriteNumber("code"u8, record.Code);
            json.WriteEndObject();
            return;
        }

        var tree = StatusTree.From(status);
        foreach (var field in (ReadOnlySpan<string>)["kind", "apiVersion", "continue"])
        {
            tree.Remove(field);
        }

        tree["metadata"] = new System.Text.Json.Nodes.JsonObject();
        tree["code"] ??= (long)record.Code;
        json.WritePropertyName("responseStatus"u8);
        ObjectWriter.Write(tree, json);
    }

    private static void WriteAnnotations(Utf8JsonWriter json, AuditRecord record)
    {
        if (record.Annotations is not { Count: > 0 } annotations)
        {
            return;
        }

        json.WriteStartObject("annotations"u8);
        foreach (var (key, value) in annotations)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
    }

    private static void WriteRaw(Utf8JsonWriter json, ReadOnlySpan<byte> name, byte[]? value)
    {
        if (value is not null)
        {
            json.WritePropertyName(name);
            json.WriteRawValue(value, skipInputValidation: true);
        }
    }

    private static void WriteText(Utf8JsonWriter json, ReadOnlySpan<byte> name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    private static void WriteTexts(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        json.WritePropertyName(name);
        WriteList(json, values);
    }

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<string> values)
    {
        json.WriteStartArray();
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}

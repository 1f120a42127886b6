using Outrigger.Server.Audit.Policies;

namespace Outrigger.Server.Audit.Events;

/// <summary>One event as audit.k8s.io/v1 JSON, a single line without its end.</summary>
/// <param name="Json">The whole of it.</param>
/// <param name="Objects">Where requestObject and responseObject stand, commas included; empty when there are none.</param>
/// <param name="Level">See <see cref="AuditRecord"/>.</param>
internal sealed record AuditEvent(byte[] Json, Range Objects, AuditLevel Level)
{
    /// <summary>What every event begins with; an item of a list has only the brace.</summary>
    public static ReadOnlySpan<byte> Head => "{\"kind\":\"Event\",\"apiVersion\":\"audit.k8s.io/v1\","u8;

    private static ReadOnlySpan<byte> Truncation => "\"audit.k8s.io/truncated\":\"true\""u8;

    /// <summary>The inside of the event as an item of an EventList, to follow an opening brace.</summary>
    public ReadOnlyMemory<byte> Item => Json.AsMemory(Head.Length);

    /// <summary>The event within a size: as it is, or without its objects; null when that is still too large.</summary>
    public AuditEvent? Within(long size)
    {
        if (Json.Length <= size)
        {
            return this;
        }

        var without = Level >= AuditLevel.Request ? WithoutObjects() : this;
        return without.Json.Length <= size ? without : null;
    }

    private AuditEvent WithoutObjects()
    {
        var (start, length) = Objects.GetOffsetAndLength(Json.Length);
        ReadOnlySpan<byte> tail = Json.AsSpan(start + length);
        var annotated = tail.EndsWith("}}"u8);
        byte[] json = annotated
            ? [.. Json.AsSpan(0, start), .. tail[..^2], (byte)',', .. Truncation, .. "}}"u8]
            : [.. Json.AsSpan(0, start), .. tail[..^1], .. ",\"annotations\":{"u8, .. Truncation, .. "}}"u8];
        return new AuditEvent(json, start..start, Level);
    }
}

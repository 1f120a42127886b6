using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>One named field of an object schema.</summary>
public sealed class SchemaField
{
    /// <summary>The JSON name.</summary>
    public required string Name { get; init; }

    /// <summary>The schema of its value. Settable once more while a recursive type is being built.</summary>
    public required Schema Schema { get; set; }

    /// <summary>For people: what the field is for.</summary>
    public string? Description { get; init; }

    /// <summary>Whether OpenAPI lists it as required.</summary>
    public bool Required { get; init; }

    /// <summary>What an absent field is given on every write and read; null for none.</summary>
    public JsonNode? Default { get; init; }

    /// <summary>
    /// A built-in field: what it is given when it is missing, or zero and no <see cref="Pointer"/>. Unlike <see cref="Default"/> it is no
    /// part of OpenAPI; null for none.
    /// </summary>
    public JsonNode? Fill { get; init; }

    /// <summary>
    /// A built-in field without Go's omitempty: always written, with its zero value
    /// (<c>{}</c>, <c>""</c>, <c>0</c>, <c>null</c>) when nothing is set. Null for fields that are left out when empty.
    /// </summary>
    public JsonNode? Zero { get; init; }

    /// <summary>
    /// Whether the field is always written. <see cref="Zero"/> says with what when nothing is set; a null Zero then means JSON's null.
    /// </summary>
    public bool AlwaysWritten { get; init; }

    /// <summary>
    /// A built-in field that tells "not set" from the zero value (a Go pointer): <c>0</c>, <c>""</c>, <c>false</c> and <c>{}</c> are kept.
    /// Without it an empty value is dropped, unless <see cref="AlwaysWritten"/>.
    /// </summary>
    public bool Pointer { get; init; }

    /// <summary>Strategic merge: <c>merge</c>, <c>replace</c>, <c>retainKeys</c> or several with commas; null for replace.</summary>
    public string? PatchStrategy { get; init; }

    /// <summary>Strategic merge: the key that tells list items apart.</summary>
    public string? PatchMergeKey { get; init; }

    /// <summary>The protobuf field number; 0 when the field is not on the wire.</summary>
    public int ProtobufNumber { get; init; }

    /// <summary>
    /// The protobuf type where the JSON type does not decide it: <c>int32</c>, <c>int64</c>, <c>bool</c>, <c>string</c>, <c>bytes</c>,
    /// <c>double</c>; null for messages.
    /// </summary>
    public string? ProtobufType { get; init; }

    /// <summary>
    /// The field is one message in protobuf while its own fields stand in the parent in JSON
    /// (Volume.volumeSource, Probe.handler). Its name is never in JSON.
    /// </summary>
    public bool Inline { get; init; }
}

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>What a JSON value may be.</summary>
public enum SchemaType
{
    /// <summary>Anything: kept as it is (RawExtension, FieldsV1, JSON, x-kubernetes-preserve-unknown-fields without a type).</summary>
    Any,

    /// <summary>An object with named fields.</summary>
    Object,

    /// <summary>An object with free keys and values of one schema.</summary>
    Map,

    /// <summary>An array.</summary>
    List,

    String,

    /// <summary>A string that holds base64 (Go []byte, protobuf bytes).</summary>
    Bytes,

    Integer,
    Number,
    Boolean,

    /// <summary>A number or a string (intstr.IntOrString).</summary>
    IntOrString,

    /// <summary>A quantity such as <c>500m</c>: a string; a number is accepted and turned into one.</summary>
    Quantity,

    /// <summary>RFC 3339, whole seconds (metav1.Time).</summary>
    Time,

    /// <summary>RFC 3339, microseconds (metav1.MicroTime).</summary>
    MicroTime,

    /// <summary>A Go duration such as <c>1m30s</c>.</summary>
    Duration,
}

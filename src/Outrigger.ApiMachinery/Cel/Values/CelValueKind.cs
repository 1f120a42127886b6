namespace Outrigger.ApiMachinery.Cel.Values;

/// <summary>What a value is while an expression runs.</summary>
public enum CelValueKind : byte
{
    Null,
    Bool,
    Int,
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Optional,
    Type,

    /// <summary>An object of a library: a quantity, an address, an authorizer …</summary>
    Object,

    /// <summary>JSON that no schema describes: it can be compared, nothing else.</summary>
    Opaque,

    /// <summary>What went wrong. Errors are values: <c>&amp;&amp;</c> and <c>||</c> pass over them when the other side decides.</summary>
    Error,
}

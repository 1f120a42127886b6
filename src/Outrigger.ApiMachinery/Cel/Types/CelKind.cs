namespace Outrigger.ApiMachinery.Cel.Types;

/// <summary>The kinds of types that the checker tells apart.</summary>
public enum CelKind
{
    /// <summary>Any value; what is done with it is checked when it happens.</summary>
    Dyn,

    /// <summary>The type of an expression that has an error of its own; fits everything, so that one mistake is told once.</summary>
    Error,
    Null,
    Bool,

    /// <summary>64 bits, signed.</summary>
    Int,

    /// <summary>64 bits, unsigned.</summary>
    Uint,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,

    /// <summary>One parameter: the elements.</summary>
    List,

    /// <summary>Two parameters: keys and values.</summary>
    Map,

    /// <summary>A named object with declared fields.</summary>
    Struct,

    /// <summary>A named type without fields; may have parameters (<c>optional_type</c>).</summary>
    Opaque,

    /// <summary>The type of a type; its parameter is that type.</summary>
    Type,

    /// <summary>A variable of a function's declaration, which stands for a type that a call decides.</summary>
    Parameter,
}

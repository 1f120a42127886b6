namespace Outrigger.ApiMachinery.Schemas;

/// <summary>How a value looks in protobuf where its JSON type does not decide it.</summary>
public enum WireShape
{
    /// <summary>As the type says.</summary>
    Plain,

    /// <summary>A message whose field 1 holds the JSON text (RawExtension, FieldsV1, JSON).</summary>
    Raw,

    /// <summary>A list that is a message of its own with the items in field 1 (Verbs, ExtraValue).</summary>
    Items,

    /// <summary>One value of the element schema (field 1) or a list of them (field 2).</summary>
    OrArray,

    /// <summary>A truth value (field 1) or a value of the element schema (field 2).</summary>
    OrBool,

    /// <summary>A value of the element schema (field 1) or a list of strings (field 2).</summary>
    OrStrings,
}

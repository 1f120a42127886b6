namespace Outrigger.ApiMachinery.Yaml;

/// <summary>What an unquoted scalar is.</summary>
internal enum YamlScalarKind
{
    Text,
    Null,
    Boolean,
    Integer,
    Float,

    /// <summary>Infinity or not a number: JSON has no word for it.</summary>
    NotFinite,

    /// <summary>The key <c>&lt;&lt;</c>, which takes in the fields of other mappings.</summary>
    Merge,
}

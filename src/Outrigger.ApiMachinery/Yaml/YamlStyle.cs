namespace Outrigger.ApiMachinery.Yaml;

/// <summary>How a text is written.</summary>
internal enum YamlStyle
{
    Plain,
    SingleQuoted,
    DoubleQuoted,
    Literal,
}

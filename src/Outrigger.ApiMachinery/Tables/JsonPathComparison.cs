namespace Outrigger.ApiMachinery.Tables;

/// <summary>What a filter of a JSON path asks of a value.</summary>
internal enum JsonPathComparison
{
    Exists,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

namespace Outrigger.ApiMachinery.Selectors;

internal enum LabelTokenKind
{
    End,
    Word,
    In,
    NotIn,
    Comma,
    Open,
    Close,
    Not,
    Equal,
    DoubleEqual,
    NotEqual,
    Greater,
    Less,
}

namespace Outrigger.ApiMachinery.Selectors;

/// <summary>What a label selector asks of one key.</summary>
public enum LabelOperator
{
    Exists,
    DoesNotExist,

    /// <summary><c>key=value</c>.</summary>
    Equal,

    /// <summary><c>key==value</c>: the same, but written back as it was.</summary>
    DoubleEqual,

    /// <summary><c>key!=value</c>; holds too when the key is missing.</summary>
    NotEqual,
    In,

    /// <summary><c>key notin (a,b)</c>; holds too when the key is missing.</summary>
    NotIn,

    /// <summary><c>key&gt;5</c>: the label is a whole number above.</summary>
    GreaterThan,

    /// <summary><c>key&lt;5</c>: the label is a whole number below.</summary>
    LessThan,
}

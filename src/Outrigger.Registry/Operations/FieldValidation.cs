namespace Outrigger.Registry.Operations;

/// <summary>The fieldValidation parameter (KEP-2885).</summary>
public enum FieldValidation
{
    /// <summary>Unknown and duplicate fields give a Warning header; the default.</summary>
    Warn,

    /// <summary>They are dropped silently.</summary>
    Ignore,

    /// <summary>They are refused with 400.</summary>
    Strict,
}

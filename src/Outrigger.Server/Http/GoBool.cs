namespace Outrigger.Server.Http;

/// <summary>Truth values as Kubernetes' query parameters have them.</summary>
internal static class GoBool
{
    /// <summary>The words of Go's strconv.ParseBool; null for anything else.</summary>
    public static bool? Parse(string text) => text switch
    {
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        _ => null,
    };

    /// <summary>
    /// A flag of the query: absent is null, <c>0</c> and <c>false</c> are false, anything else is true
    /// (runtime.Convert_Slice_string_To_bool).
    /// </summary>
    public static bool? Flag(string? value) => value switch
    {
        null => null,
        "0" => false,
        _ => !value.Equals("false", StringComparison.OrdinalIgnoreCase),
    };
}

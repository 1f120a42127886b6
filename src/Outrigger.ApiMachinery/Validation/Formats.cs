using System.Buffers;
using System.Text;

namespace Outrigger.ApiMachinery.Validation;

/// <summary>
/// The formats of Kubernetes' identifiers and what is said when a value is not of one (apimachinery util/validation). Each answer is
/// one text for each fault, none for a good value.
/// </summary>
public static class Formats
{
    private const string LabelPattern = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
    private const string SubdomainPattern = @"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
    private const string Dns1035Pattern = "[a-z]([-a-z0-9]*[a-z0-9])?";
    private const string KeyPattern = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
    private const string ValuePattern = "(" + KeyPattern + ")?";
    private const string ConfigKeyPattern = "[-._a-zA-Z0-9]+";

    private const string SubdomainFault =
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', " +
        "and must start and end with an alphanumeric character";

    private const string LabelFault =
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', " +
        "and must start and end with an alphanumeric character";

    private const string Dns1035Fault =
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', " +
        "start with an alphabetic character, and end with an alphanumeric character";

    private const string KeyFault =
        "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character";

    private const string ValueFault =
        "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', " +
        "and must start and end with an alphanumeric character";

    private const string ConfigKeyFault = "a valid config key must consist of alphanumeric characters, '-', '_' or '.'";

    private static readonly SearchValues<char> ConfigKeySigns =
        SearchValues.Create("-._0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>Labels with dots between, at most 253 characters.</summary>
    public static IReadOnlyList<string> Dns1123Subdomain(string value) =>
        value.Length <= 253 && Shapes.IsDnsSubdomain(value) ? [] : Subdomain(value, "characters");

    /// <summary>One label, at most 63 characters.</summary>
    public static IReadOnlyList<string> Dns1123Label(string value)
    {
        if (value.Length <= 63 && Shapes.IsDnsLabel(value))
        {
            return [];
        }

        var faults = Length(value, 63, "characters");
        if (!Shapes.IsDnsLabel(value))
        {
            faults.Add(Shapes.IsDnsSubdomain(value) ? "must not contain dots" : Pattern(LabelFault, LabelPattern, "my-name", "123-abc"));
        }

        return faults;
    }

    /// <summary>One label that starts with a letter, at most 63 characters.</summary>
    public static IReadOnlyList<string> Dns1035Label(string value)
    {
        var faults = Length(value, 63, "characters");
        if (!Shapes.IsDnsLabel(value) || !char.IsAsciiLetterLower(value[0]))
        {
            faults.Add(Pattern(Dns1035Fault, Dns1035Pattern, "my-name", "abc-123"));
        }

        return faults;
    }

    /// <summary>A label key: an optional DNS subdomain and a slash, then a name of at most 63 bytes. Finalizers are so too.</summary>
    public static IReadOnlyList<string> LabelKey(string value)
    {
        if (IsLabelKey(value))
        {
            return [];
        }

        var faults = new List<string>(0);
        var name = value;
        var slash = value.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            name = value[(slash + 1)..];
            if (name.Contains('/', StringComparison.Ordinal))
            {
                return [$"a valid label key {Pattern(KeyFault, KeyPattern, "MyName", "my.name", "123-abc")} " +
                    "with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"];
            }

            var prefix = value[..slash];
            faults.AddRange((prefix.Length == 0 ? ["must be non-empty"] : Subdomain(prefix, "bytes")).Select(f => $"prefix part {f}"));
        }

        if (name.Length == 0)
        {
            faults.Add("name part must be non-empty");
        }

        faults.AddRange(Length(name, 63, "bytes").Select(f => $"name part {f}"));
        if (!Shapes.IsLabelName(name))
        {
            faults.Add($"name part {Pattern(KeyFault, KeyPattern, "MyName", "my.name", "123-abc")}");
        }

        return faults;
    }

    /// <summary>A label's value: empty, or a name of at most 63 bytes.</summary>
    public static IReadOnlyList<string> LabelValue(string value)
    {
        if (value.Length == 0 || (value.Length <= 63 && Shapes.IsLabelName(value)))
        {
            return [];
        }

        var faults = Length(value, 63, "bytes");
        if (value.Length > 0 && !Shapes.IsLabelName(value))
        {
            faults.Add(Pattern(ValueFault, ValuePattern, "MyValue", "my_value", "12345"));
        }

        return faults;
    }

    /// <summary>A key of a ConfigMap's or Secret's data.</summary>
    public static IReadOnlyList<string> ConfigMapKey(string value)
    {
        var shaped = value.Length > 0 && !value.AsSpan().ContainsAnyExcept(ConfigKeySigns);
        if (shaped && value.Length <= 253 && value[0] != '.')
        {
            return [];
        }

        var faults = Length(value, 253, "characters");
        if (!shaped)
        {
            faults.Add(Pattern(ConfigKeyFault, ConfigKeyPattern, "key.name", "KEY_NAME", "key-name"));
        }

        if (value is "." or "..")
        {
            faults.Add($"must not be '{value}'");
        }
        else if (value.StartsWith("..", StringComparison.Ordinal))
        {
            faults.Add("must not start with '..'");
        }

        return faults;
    }

    /// <summary>How Kubernetes tells that a value does not match a pattern.</summary>
    public static string Pattern(string fault, string pattern, params ReadOnlySpan<string> examples)
    {
        var text = new StringBuilder(fault).Append(" (");
        for (var i = 0; i < examples.Length; i++)
        {
            text.Append(i == 0 ? "e.g. " : " or ").Append('\'').Append(examples[i]).Append("', ");
        }

        return text.Append("regex used for validation is '").Append(pattern).Append("')").ToString();
    }

    // the good ones, which nearly all are, cost nothing more than this look
    private static bool IsLabelKey(ReadOnlySpan<char> value)
    {
        var slash = value.IndexOf('/');
        var name = value[(slash + 1)..];
        return name.Length <= 63 && Shapes.IsLabelName(name) && (slash < 0 || (slash <= 253 && Shapes.IsDnsSubdomain(value[..slash])));
    }

    private static List<string> Subdomain(string value, string unit)
    {
        var faults = Length(value, 253, unit);
        if (!Shapes.IsDnsSubdomain(value))
        {
            faults.Add(Pattern(SubdomainFault, SubdomainPattern, "example.com"));
        }

        return faults;
    }

    private static List<string> Length(string value, int max, string unit) =>
        Encoding.UTF8.GetByteCount(value) > max ? [$"must be no more than {max} {unit}"] : [];
}

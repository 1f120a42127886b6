namespace Outrigger.ApiMachinery.Validation;

/// <summary>The rules for names of objects (apimachinery api/validation).</summary>
public static class NameRules
{
    /// <summary>Most kinds: lower case labels with dots, at most 253 characters.</summary>
    public static IReadOnlyList<string> DnsSubdomain(string name, bool prefix) => Formats.Dns1123Subdomain(Mask(name, prefix));

    /// <summary>Namespaces and services: one lower case label, at most 63 characters.</summary>
    public static IReadOnlyList<string> DnsLabel(string name, bool prefix) => Formats.Dns1123Label(Mask(name, prefix));

    /// <summary>One lower case label that starts with a letter, at most 63 characters.</summary>
    public static IReadOnlyList<string> Dns1035Label(string name, bool prefix) => Formats.Dns1035Label(Mask(name, prefix));

    /// <summary>Whether a text is one segment of a path: not <c>.</c> or <c>..</c>, without <c>/</c> and <c>%</c> (apimachinery IsPathSegmentName).</summary>
    public static bool IsPathSegment(string text) => text is not ("." or "..") && text.AsSpan().IndexOfAny('/', '%') < 0;

    /// <summary>RBAC kinds: whatever fits into one segment of a path.</summary>
    public static IReadOnlyList<string> PathSegment(string name, bool prefix)
    {
        if (!prefix && name is "." or "..")
        {
            return [$"may not be '{name}'"];
        }

        var faults = new List<string>(0);
        foreach (var sign in "/%")
        {
            if (name.Contains(sign, StringComparison.Ordinal))
            {
                faults.Add($"may not contain '{sign}'");
            }
        }

        return faults;
    }

    // A generated suffix follows, so a dash at the end does no harm. Kubernetes takes the letter before it away too.
    private static string Mask(string name, bool prefix) =>
        prefix && name.Length > 1 && name[^1] == '-' ? string.Concat(name.AsSpan(0, name.Length - 2), "a") : name;
}

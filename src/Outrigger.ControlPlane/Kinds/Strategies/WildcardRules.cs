using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Host names whose first part is <c>*</c>.</summary>
internal static class WildcardRules
{
    private const int Longest = 253;

    private const string Fault = "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of "
        + "lower case alphanumeric characters, '-' or '.' and end with an alphanumeric character";

    private const string Pattern = @"\*\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";

    public static IReadOnlyList<string> Check(string host)
    {
        var faults = new List<string>(0);
        if (host.Length > Longest)
        {
            faults.Add($"must be no more than {Longest} characters");
        }

        if (!host.StartsWith("*.", StringComparison.Ordinal) || Formats.Dns1123Subdomain(host[2..]).Count > 0)
        {
            faults.Add(Formats.Pattern(Fault, Pattern, "*.example.com"));
        }

        return faults;
    }
}

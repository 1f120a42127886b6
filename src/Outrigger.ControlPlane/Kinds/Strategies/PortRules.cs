using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>Port numbers and protocols, wherever they stand.</summary>
internal static class PortRules
{
    private const int LongestName = 15;
    private static readonly string[] Protocols = ["SCTP", "TCP", "UDP"];

    public static void CheckNumber(long port, string path, ICollection<FieldError> errors)
    {
        if (port is < 1 or > 65535)
        {
            errors.Add(FieldErrors.Invalid(path, port, "must be between 1 and 65535, inclusive"));
        }
    }

    /// <summary>Checks a name that stands for a port (IANA_SVC_NAME).</summary>
    public static void CheckPortName(string name, string path, ICollection<FieldError> errors)
    {
        FieldRules.Refuse(path, name, NameFaults(name), errors);
    }

    private static IEnumerable<string> NameFaults(string name)
    {
        if (name.Length > LongestName)
        {
            yield return $"must be no more than {LongestName} characters";
        }

        if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterLower(c) && !char.IsAsciiDigit(c) && c != '-'))
        {
            yield return "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)";
        }

        if (!name.Any(char.IsAsciiLetterLower))
        {
            yield return "must contain at least one letter (a-z)";
        }

        if (name.Contains("--", StringComparison.Ordinal))
        {
            yield return "must not contain consecutive hyphens";
        }

        if (name.StartsWith('-') || name.EndsWith('-'))
        {
            yield return "must not begin or end with a hyphen";
        }
    }

    /// <summary>Checks the field <c>protocol</c> of a port that stands at <paramref name="path"/>.</summary>
    public static void CheckProtocol(JsonObject? port, string path, ICollection<FieldError> errors)
    {
        var protocol = JsonNodes.GetString(port, "protocol") ?? "";
        if (protocol.Length == 0)
        {
            errors.Add(FieldErrors.Required($"{path}.protocol"));
        }
        else if (!Protocols.Contains(protocol, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"{path}.protocol", protocol, Protocols));
        }
    }

    /// <summary>Checks the name of a port; <paramref name="required"/> when there are several.</summary>
    public static void CheckName(JsonObject? port, string path, bool required, ICollection<FieldError> errors)
    {
        var name = JsonNodes.GetString(port, "name") ?? "";
        if (name.Length == 0)
        {
            if (required)
            {
                errors.Add(FieldErrors.Required($"{path}.name"));
            }

            return;
        }

        FieldRules.Refuse($"{path}.name", name, Formats.Dns1123Label(name), errors);
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>What a service must satisfy (kubernetes validateService, for one address family).</summary>
internal static class ServiceRules
{
    private static readonly string[] Types = ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"];
    private static readonly string[] Affinities = ["ClientIP", "None"];

    public static void Check(ServiceForm form, ICollection<FieldError> errors)
    {
        CheckNumberOfPorts(form, errors);
        switch (form.Type)
        {
            case "LoadBalancer" or "NodePort" when form.IsHeadless:
                errors.Add(FieldErrors.Invalid("spec.clusterIPs[0]", "None", $"may not be set to 'None' for {form.Type} services"));
                break;
            case "ExternalName":
                CheckExternalName(form, errors);
                break;
        }

        CheckPorts(form, errors);
        foreach (var (key, value) in JsonNodes.StringMap(form.Spec["selector"]))
        {
            FieldRules.Refuse("spec.selector", key, Formats.LabelKey(key), errors);
            FieldRules.Refuse("spec.selector", value, Formats.LabelValue(value), errors);
        }

        CheckOneOf(form, "sessionAffinity", Affinities, errors);
        CheckOneOf(form, "type", Types, errors);
        CheckExternalIps(form, errors);
        if (!form.NeedsHealthCheck && form.HealthCheckPort != 0)
        {
            errors.Add(FieldErrors.Invalid(
                "spec.healthCheckNodePort",
                form.HealthCheckPort,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"));
        }
    }

    private static void CheckNumberOfPorts(ServiceForm form, ICollection<FieldError> errors)
    {
        if (!form.Ports.Any() && !form.IsHeadless && !form.IsExternalName)
        {
            errors.Add(FieldErrors.Required("spec.ports"));
        }
    }

    private static void CheckExternalName(ServiceForm form, ICollection<FieldError> errors)
    {
        foreach (var field in (string[])["clusterIPs", "ipFamilies", "ipFamilyPolicy"])
        {
            if (form.Spec[field] is { } value and not JsonArray { Count: 0 })
            {
                errors.Add(FieldErrors.Forbidden($"spec.{field}", "may not be set for ExternalName services"));
            }
        }

        var name = (JsonNodes.GetString(form.Spec, "externalName") ?? "").TrimEnd('.');
        if (name.Length == 0)
        {
            errors.Add(FieldErrors.Required("spec.externalName"));
        }
        else
        {
            FieldRules.Refuse("spec.externalName", name, Formats.Dns1123Subdomain(name), errors);
        }
    }

    private static void CheckPorts(ServiceForm form, ICollection<FieldError> errors)
    {
        var ports = form.Ports.ToList();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(string, long)>();
        var nodePorts = new HashSet<(string, long)>();
        for (var i = 0; i < ports.Count; i++)
        {
            var path = $"spec.ports[{i}]";
            var name = JsonNodes.GetString(ports[i], "name") ?? "";
            PortRules.CheckName(ports[i], path, ports.Count > 1, errors);
            if (name.Length > 0 && !names.Add(name))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.name", name));
            }

            var number = JsonNodes.AsLong(ports[i]["port"]) ?? 0;
            PortRules.CheckNumber(number, $"{path}.port", errors);
            PortRules.CheckProtocol(ports[i], path, errors);
            CheckTarget(ports[i]["targetPort"], $"{path}.targetPort", errors);
            var nodePort = JsonNodes.AsLong(ports[i]["nodePort"]) ?? 0;
            if (form.Type is "ClusterIP" && nodePort != 0)
            {
                errors.Add(FieldErrors.Forbidden($"{path}.nodePort", "may not be used when `type` is 'ClusterIP'"));
            }

            var protocol = JsonNodes.GetString(ports[i], "protocol") ?? "";
            if (nodePort != 0 && !nodePorts.Add((protocol, nodePort)))
            {
                errors.Add(FieldErrors.Duplicate($"{path}.nodePort", nodePort));
            }

            if (!numbers.Add((protocol, number)))
            {
                errors.Add(FieldErrors.Duplicate(path, Internal(protocol, number)));
            }
        }
    }

    private static void CheckTarget(JsonNode? target, string path, ICollection<FieldError> errors)
    {
        if (JsonNodes.AsLong(target) is { } number)
        {
            PortRules.CheckNumber(number, path, errors);
        }
        else if (JsonNodes.AsString(target) is { } name && !IsPortName(name))
        {
            errors.Add(FieldErrors.Invalid(
                path, name, "must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-), at least one letter, at most 15"));
        }
    }

    private static bool IsPortName(string name) =>
        name.Length is > 0 and <= 15
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
        && name.Any(char.IsAsciiLetterLower)
        && name[0] != '-'
        && name[^1] != '-'
        && !name.Contains("--", StringComparison.Ordinal);

    private static void CheckOneOf(ServiceForm form, string field, string[] known, ICollection<FieldError> errors)
    {
        var value = JsonNodes.GetString(form.Spec, field) ?? "";
        if (value.Length == 0)
        {
            errors.Add(FieldErrors.Required($"spec.{field}"));
        }
        else if (!known.Contains(value, StringComparer.Ordinal))
        {
            errors.Add(FieldErrors.NotSupported($"spec.{field}", value, known));
        }
    }

    private static void CheckExternalIps(ServiceForm form, ICollection<FieldError> errors)
    {
        var addresses = JsonNodes.StringList(form.Spec["externalIPs"]);
        for (var i = 0; i < addresses.Count; i++)
        {
            EndpointAddressRules.Check(addresses[i], null, loopbackAllowed: false, $"spec.externalIPs[{i}]", errors);
        }
    }

    // Go prints its internal struct, whose fields have no JSON names.
    private static JsonObject Internal(string protocol, long port) => new()
    {
        ["Name"] = "",
        ["Protocol"] = protocol,
        ["AppProtocol"] = null,
        ["Port"] = port,
        ["TargetPort"] = 0L,
        ["NodePort"] = 0L,
    };
}

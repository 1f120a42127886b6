using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>NetworkPolicies: selectors, peers and ports.</summary>
internal static class NetworkPolicyRules
{
    private static readonly string[] Types = ["Ingress", "Egress"];
    private static readonly string[] Protocols = ["TCP", "UDP", "SCTP"];

    public static void Check(JsonObject obj, ICollection<FieldError> errors)
    {
        var spec = JsonNodes.GetObject(obj, "spec");
        SelectorRules.Check(JsonNodes.GetObject(spec, "podSelector"), "spec.podSelector", errors);
        foreach (var (direction, peers) in ((string, string)[])[("ingress", "from"), ("egress", "to")])
        {
            foreach (var (rule, path) in FieldRules.Items(spec, direction, "spec"))
            {
                foreach (var (port, at) in FieldRules.Items(rule, "ports", path))
                {
                    CheckPort(port, at, errors);
                }

                foreach (var (peer, at) in FieldRules.Items(rule, peers, path))
                {
                    CheckPeer(peer, at, errors);
                }
            }
        }

        CheckTypes(JsonNodes.StringList(spec?["policyTypes"]), spec?["policyTypes"], errors);
    }

    private static void CheckTypes(IReadOnlyList<string> types, JsonNode? list, ICollection<FieldError> errors)
    {
        if (types.Count > Types.Length)
        {
            errors.Add(FieldErrors.Invalid("spec.policyTypes", list, "may not specify more than two policyTypes"));
            return;
        }

        for (var i = 0; i < types.Count; i++)
        {
            if (!Types.Contains(types[i], StringComparer.Ordinal))
            {
                errors.Add(FieldErrors.NotSupported($"spec.policyTypes[{i}]", types[i], Types));
            }
        }
    }

    private static void CheckPort(JsonObject port, string path, ICollection<FieldError> errors)
    {
        FieldRules.OneOf(port, "protocol", path, Protocols, errors);
        var end = JsonNodes.GetLong(port, "endPort");
        if (JsonNodes.GetLong(port, "port") is { } number)
        {
            PortRules.CheckNumber(number, $"{path}.port", errors);
            if (end < number)
            {
                errors.Add(FieldErrors.Invalid($"{path}.endPort", number, "must be greater than or equal to `port`"));
            }

            if (end is { } last)
            {
                PortRules.CheckNumber(last, $"{path}.endPort", errors);
            }

            return;
        }

        var name = JsonNodes.GetString(port, "port");
        if (end is { } given)
        {
            var when = name is null ? "not specified" : "non-numeric";
            errors.Add(FieldErrors.Invalid($"{path}.endPort", given, $"may not be specified when `port` is {when}"));
        }

        if (name is not null)
        {
            PortRules.CheckPortName(name, $"{path}.port", errors);
        }
    }

    private static void CheckPeer(JsonObject peer, string path, ICollection<FieldError> errors)
    {
        SelectorRules.Check(peer["podSelector"] as JsonObject, $"{path}.podSelector", errors);
        SelectorRules.Check(peer["namespaceSelector"] as JsonObject, $"{path}.namespaceSelector", errors);
        if (peer["ipBlock"] is JsonObject block)
        {
            CheckBlock(block, $"{path}.ipBlock", errors);
        }

        var count = ((string[])["podSelector", "namespaceSelector", "ipBlock"]).Count(n => peer[n] is not null);
        if (count == 0)
        {
            errors.Add(FieldErrors.Required(path, "must specify a peer"));
        }
        else if (count > 1 && peer["ipBlock"] is not null)
        {
            errors.Add(FieldErrors.Forbidden(path, "may not specify both ipBlock and another peer"));
        }
    }

    private static void CheckBlock(JsonObject block, string path, ICollection<FieldError> errors)
    {
        if (!FieldRules.Text(block, "cidr", path, errors))
        {
            return;
        }

        var range = Range(JsonNodes.GetString(block, "cidr")!, $"{path}.cidr", errors);
        var except = JsonNodes.StringList(block["except"]);
        for (var i = 0; i < except.Count; i++)
        {
            var inner = Range(except[i], $"{path}.except[{i}]", errors);
            if (range is { } outer && inner is { } part
                && (!outer.Contains(part.BaseAddress) || outer.PrefixLength >= part.PrefixLength))
            {
                errors.Add(FieldErrors.Invalid($"{path}.except[{i}]", except[i], "must be a strict subset of `cidr`"));
            }
        }
    }

    // Bits behind the prefix are let pass, as Kubernetes does for this field.
    private static IPNetwork? Range(string text, string path, ICollection<FieldError> errors)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0
            && IPAddress.TryParse(text.AsSpan(0, slash), out var address)
            && int.TryParse(text.AsSpan(slash + 1), System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length)
            && length <= address.GetAddressBytes().Length * 8)
        {
            return new IPNetwork(Masked(address, length), length);
        }

        errors.Add(FieldErrors.Invalid(path, text, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
        return null;
    }

    private static IPAddress Masked(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }
}

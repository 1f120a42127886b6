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

    public static void Check(JsonObject obj, ICollection<FieldError> errors) => Check(obj, null, errors);

    /// <summary>Ranges that the stored policy has pass, however they are written.</summary>
    public static void Check(JsonObject obj, JsonObject? old, ICollection<FieldError> errors)
    {
        var known = old is null ? [] : Ranges(old);
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
                    CheckPeer(peer, at, known, errors);
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

    private static void CheckPeer(JsonObject peer, string path, HashSet<string> known, ICollection<FieldError> errors)
    {
        SelectorRules.Check(peer["podSelector"] as JsonObject, $"{path}.podSelector", errors);
        SelectorRules.Check(peer["namespaceSelector"] as JsonObject, $"{path}.namespaceSelector", errors);
        if (peer["ipBlock"] is JsonObject block)
        {
            CheckBlock(block, $"{path}.ipBlock", known, errors);
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

    private static void CheckBlock(JsonObject block, string path, HashSet<string> known, ICollection<FieldError> errors)
    {
        if (!FieldRules.Text(block, "cidr", path, errors))
        {
            return;
        }

        var range = Range(JsonNodes.GetString(block, "cidr")!, $"{path}.cidr", known, errors);
        if (range is null)
        {
            return;
        }

        var except = JsonNodes.StringList(block["except"]);
        for (var i = 0; i < except.Count; i++)
        {
            var inner = Range(except[i], $"{path}.except[{i}]", known, errors);
            if (range is { } outer && inner is { } part
                && (!outer.Contains(part.BaseAddress) || outer.PrefixLength >= part.PrefixLength))
            {
                errors.Add(FieldErrors.Invalid($"{path}.except[{i}]", except[i], "must be a strict subset of `cidr`"));
            }
        }
    }

    private static IPNetwork? Range(string text, string path, HashSet<string> known, ICollection<FieldError> errors) =>
        AddressRules.Range(text, path, known.Contains(text) ? [] : errors);

    private static HashSet<string> Ranges(JsonObject policy)
    {
        var spec = JsonNodes.GetObject(policy, "spec");
        var blocks = ((string, string)[])[("ingress", "from"), ("egress", "to")];
        return blocks
            .SelectMany(b => FieldRules.Items(spec, b.Item1, "").SelectMany(r => FieldRules.Items(r.Item, b.Item2, "")))
            .Select(p => JsonNodes.GetObject(p.Item, "ipBlock"))
            .SelectMany(b => JsonNodes.StringList(b?["except"]).Append(JsonNodes.GetString(b, "cidr") ?? ""))
            .ToHashSet(StringComparer.Ordinal);
    }
}

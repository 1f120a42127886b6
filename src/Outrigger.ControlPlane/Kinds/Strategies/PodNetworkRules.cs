using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.ControlPlane.Kinds.Strategies;

/// <summary>How a pod is in the network: ports of its host, and where it looks names up.</summary>
internal static class PodNetworkRules
{
    private const int MostServers = 3;
    private const int MostSearches = 32;
    private const int LongestSearches = 2048;

    /// <summary>Adds the ports that a container takes from its host to those <paramref name="taken"/> (kubernetes AccumulateUniqueHostPorts).</summary>
    public static void CheckHostPorts(JsonObject container, string path, HashSet<string> taken, ICollection<FieldError> errors)
    {
        foreach (var (port, at) in FieldRules.Items(container, "ports", path))
        {
            if (JsonNodes.GetLong(port, "hostPort") is not (null or 0) and var number)
            {
                var place = $"{JsonNodes.GetString(port, "protocol")}/{JsonNodes.GetString(port, "hostIP")}/{number}";
                if (!taken.Add(place))
                {
                    errors.Add(FieldErrors.Duplicate($"{at}.hostPort", place));
                }
            }
        }
    }

    /// <summary>In the network of its host, a pod has the ports it serves (kubernetes validatePodHostNetworkDeps).</summary>
    public static void CheckHostNetwork(JsonObject? spec, string path, bool isPod, ICollection<FieldError> errors)
    {
        if (JsonNodes.GetBool(spec, "hostNetwork") is not true)
        {
            return;
        }

        foreach (var (port, at) in FieldRules.Items(spec, "containers", path).SelectMany(c => FieldRules.Items(c.Item, "ports", c.Path)))
        {
            var host = JsonNodes.GetLong(port, "hostPort") ?? 0;
            if ((isPod || host != 0) && host != (JsonNodes.GetLong(port, "containerPort") ?? 0))
            {
                errors.Add(FieldErrors.Invalid($"{at}.hostPort", host, "must match `containerPort` when `hostNetwork` is true"));
            }
        }
    }

    /// <summary>Checks the servers and domains of names (kubernetes validatePodDNSConfig).</summary>
    public static void CheckNames(JsonObject? spec, string path, ICollection<FieldError> errors)
    {
        var at = $"{path}.dnsConfig";
        var config = JsonNodes.GetObject(spec, "dnsConfig");
        var servers = JsonNodes.StringList(config?["nameservers"]);
        if (JsonNodes.GetString(spec, "dnsPolicy") is "None" && servers.Count == 0)
        {
            errors.Add(config is null
                ? FieldErrors.Required(at, "must provide `dnsConfig` when `dnsPolicy` is None")
                : FieldErrors.Required($"{at}.nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None"));
            return;
        }

        if (servers.Count > MostServers)
        {
            errors.Add(FieldErrors.Invalid($"{at}.nameservers", config!["nameservers"], $"must not have more than {MostServers} nameservers"));
        }

        for (var i = 0; i < servers.Count; i++)
        {
            FieldRules.Refuse($"{at}.nameservers[{i}]", servers[i], AddressRules.Faults(servers[i]), errors);
        }

        CheckSearches(config, $"{at}.searches", errors);
        foreach (var (_, place) in FieldRules.Items(config, "options", at).Where(o => JsonNodes.GetString(o.Item, "name") is not { Length: > 0 }))
        {
            errors.Add(FieldErrors.Required(place, "must not be empty"));
        }
    }

    private static void CheckSearches(JsonObject? config, string path, ICollection<FieldError> errors)
    {
        var searches = JsonNodes.StringList(config?["searches"]);
        if (searches.Count > MostSearches)
        {
            errors.Add(FieldErrors.Invalid(path, config!["searches"], $"must not have more than {MostSearches} search paths"));
        }

        if (searches.Sum(s => s.Length + 1) - 1 > LongestSearches)
        {
            errors.Add(FieldErrors.Invalid(
                path, config!["searches"], $"must not have more than {LongestSearches} characters (including spaces) in the search list"));
        }
    }
}

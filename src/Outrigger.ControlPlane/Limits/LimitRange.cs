using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ControlPlane.Limits;

/// <summary>What a LimitRange says of pods, containers and claims.</summary>
internal sealed class LimitRange(JsonObject obj)
{
    private readonly List<JsonObject> limits = [.. JsonNodes.Objects(JsonNodes.GetObject(obj, "spec"), "limits")];

    /// <summary>Gives the containers of a pod what they do not ask for themselves, and tells so in an annotation.</summary>
    public void Complete(JsonObject pod)
    {
        var usual = Amounts("Container", "default");
        var requested = Amounts("Container", "defaultRequest");
        var told = new List<string>();
        foreach (var (list, noun) in (ReadOnlySpan<(string, string)>)[("containers", "container"), ("initContainers", "init container")])
        {
            foreach (var container in JsonNodes.Objects(JsonNodes.GetObject(pod, "spec"), list))
            {
                var bounded = Complete(container, "limits", usual, $"limit for {noun}");
                told.AddRange([.. Complete(container, "requests", requested, $"request for {noun}"), .. bounded]);
            }
        }

        if (told.Count > 0)
        {
            JsonNodes.Ensure(JsonNodes.Ensure(pod, "metadata"), "annotations")["kubernetes.io/limit-ranger"] =
                $"LimitRanger plugin set: {string.Join("; ", told)}";
        }
    }

    /// <summary>What a pod asks for and may not.</summary>
    public IEnumerable<string> FaultsOfPod(JsonObject pod)
    {
        var spec = JsonNodes.GetObject(pod, "spec");
        foreach (var limit in limits)
        {
            switch (JsonNodes.GetString(limit, "type"))
            {
                case "Container":
                    foreach (var container in JsonNodes.Objects(spec, "containers").Concat(JsonNodes.Objects(spec, "initContainers")))
                    {
                        foreach (var fault in Faults(limit, "Container", PodAmounts.OfContainer(container, "requests"), PodAmounts.OfContainer(container, "limits")))
                        {
                            yield return fault;
                        }
                    }

                    break;
                case "Pod":
                    foreach (var fault in Faults(limit, "Pod", PodAmounts.Of(spec, "requests"), PodAmounts.Of(spec, "limits")))
                    {
                        yield return fault;
                    }

                    break;
            }
        }
    }

    /// <summary>What a claim asks for and may not.</summary>
    public IEnumerable<string> FaultsOfClaim(JsonObject claim)
    {
        const string Type = "PersistentVolumeClaim";
        var requests = ResourceAmounts.Read(JsonNodes.Get(claim, "spec", "resources", "requests"));
        var faults = Of(Type).SelectMany(limit => ResourceAmounts.Read(limit["min"]).Select(m => LimitChecks.Least(Type, m.Key, m.Value, requests, []))
            .Concat(ResourceAmounts.Read(limit["max"]).Select(m => LimitChecks.MostRequested(Type, m.Key, m.Value, requests))));
        return faults.OfType<string>();
    }

    private static IEnumerable<string> Faults(JsonObject limit, string type, ResourceAmounts requests, ResourceAmounts bounds)
    {
        var faults = ResourceAmounts.Read(limit["min"]).Select(m => LimitChecks.Least(type, m.Key, m.Value, requests, bounds))
            .Concat(ResourceAmounts.Read(limit["max"]).Select(m => LimitChecks.Most(type, m.Key, m.Value, requests, bounds)))
            .Concat(ResourceAmounts.Read(limit["maxLimitRequestRatio"]).Select(m => LimitChecks.Ratio(type, m.Key, m.Value, requests, bounds)));
        return faults.OfType<string>();
    }

    // What is told of it.
    private static IReadOnlyList<string> Complete(JsonObject container, string which, ResourceAmounts amounts, string noun)
    {
        var missing = amounts.Where(a => JsonNodes.Get(container, "resources", which, a.Key) is null).ToList();
        if (missing.Count == 0)
        {
            return [];
        }

        // Maps are written in the order of their keys.
        var resources = JsonNodes.Ensure(container, "resources");
        var all = (JsonNodes.GetObject(resources, which) ?? []).Select(p => (p.Key, Value: p.Value?.DeepClone()))
            .Concat(missing.Select(m => (m.Key, Value: (JsonNode?)m.Value.ToString())));
        resources[which] = new JsonObject(all.OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => KeyValuePair.Create(a.Key, a.Value)));
        return [$"{string.Join(", ", missing.Select(m => m.Key))} {noun} {JsonNodes.GetString(container, "name")}"];
    }

    private IEnumerable<JsonObject> Of(string type) => limits.Where(l => JsonNodes.GetString(l, "type") == type);

    private ResourceAmounts Amounts(string type, string field)
    {
        var amounts = new ResourceAmounts();
        foreach (var (name, amount) in Of(type).SelectMany(l => ResourceAmounts.Read(l[field])))
        {
            amounts[name] = amount;
        }

        return amounts;
    }
}

using System.Text.Json.Nodes;

namespace Outrigger.Server.FlowControl.Specs;

/// <summary>
/// The flow schemas and priority levels that every cluster has: those that must be there and those that Kubernetes suggests
/// (apiserver pkg/apis/flowcontrol/bootstrap).
/// </summary>
public static class FlowControlObjects
{
    private const string ByUser = "ByUser";
    private const string ByNamespace = "ByNamespace";
    private static readonly string[] Everybody = ["system:unauthenticated", "system:authenticated"];

    /// <summary>The priority levels.</summary>
    public static IEnumerable<JsonObject> Levels() =>
    [
        Object("exempt", new JsonObject { ["type"] = "Exempt", ["exempt"] = Shares(0, 0) }),
        Limited("catch-all", 5, 0, null),
        Limited("system", 30, 33, (64, 6)),
        Limited("node-high", 40, 25, (64, 6)),
        Limited("leader-election", 10, 0, (16, 4)),
        Limited("workload-high", 40, 50, (128, 6)),
        Limited("workload-low", 100, 90, (128, 6)),
        Limited("global-default", 20, 50, (128, 6)),
    ];

    /// <summary>The flow schemas.</summary>
    public static IEnumerable<JsonObject> Schemas() =>
    [
        Schema("exempt", "exempt", 1, null, All(Groups("system:masters"))),
        Schema("probes", "exempt", 2, null, Rules(Groups(Everybody), null, NonResource("get", "/healthz", "/readyz", "/livez"))),
        Schema("system-leader-election", "leader-election", 100, ByUser, Rules(
            [.. Users("system:kube-controller-manager", "system:kube-scheduler"), SystemAccounts()],
            [Resource(["get", "create", "update"], "coordination.k8s.io", ["leases"], false)],
            null)),
        Schema("system-node-high", "node-high", 400, ByUser, Rules(
            Groups("system:nodes"),
            [Resource(["*"], "", ["nodes", "nodes/status"], true), Resource(["*"], "coordination.k8s.io", ["leases"], false)],
            null)),
        Schema("system-nodes", "system", 500, ByUser, All(Groups("system:nodes"))),
        Schema("kube-controller-manager", "workload-high", 800, ByNamespace, All(Users("system:kube-controller-manager"))),
        Schema("kube-scheduler", "workload-high", 800, ByNamespace, All(Users("system:kube-scheduler"))),
        Schema("kube-system-service-accounts", "workload-high", 900, ByNamespace, All([SystemAccounts()])),
        Schema("service-accounts", "workload-low", 9000, ByUser, All(Groups("system:serviceaccounts"))),
        Schema("global-default", "global-default", 9900, ByUser, All(Groups(Everybody))),
        Schema("catch-all", "catch-all", 10000, ByUser, All(Groups(Everybody))),
    ];

    private static JsonObject Object(string name, JsonObject spec) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = name,
            ["annotations"] = new JsonObject { ["apf.kubernetes.io/autoupdate-spec"] = "true" },
        },
        ["spec"] = spec,
    };

    private static JsonObject Shares(long shares, long lendable) => new()
    {
        ["nominalConcurrencyShares"] = shares,
        ["lendablePercent"] = lendable,
    };

    private static JsonObject Limited(string name, long shares, long lendable, (long Queues, long Hand)? queuing)
    {
        var limited = Shares(shares, lendable);
        var response = new JsonObject { ["type"] = queuing is null ? "Reject" : "Queue" };
        if (queuing is var (queues, hand))
        {
            response["queuing"] = new JsonObject { ["queues"] = queues, ["handSize"] = hand, ["queueLengthLimit"] = 50L };
        }

        limited["limitResponse"] = response;
        return Object(name, new JsonObject { ["type"] = "Limited", ["limited"] = limited });
    }

    private static JsonObject Schema(string name, string level, long precedence, string? distinguisher, JsonObject rules)
    {
        var spec = new JsonObject
        {
            ["priorityLevelConfiguration"] = new JsonObject { ["name"] = level },
            ["matchingPrecedence"] = precedence,
        };
        if (distinguisher is not null)
        {
            spec["distinguisherMethod"] = new JsonObject { ["type"] = distinguisher };
        }

        spec["rules"] = new JsonArray(rules);
        return Object(name, spec);
    }

    private static JsonObject All(IEnumerable<JsonNode> subjects) =>
        Rules(subjects, [Resource(["*"], "*", ["*"], true)], NonResource("*", "*"));

    private static JsonObject Rules(IEnumerable<JsonNode> subjects, JsonArray? resources, JsonObject? nonResource)
    {
        var rules = new JsonObject { ["subjects"] = new JsonArray([.. subjects]) };
        if (resources is not null)
        {
            rules["resourceRules"] = resources;
        }

        if (nonResource is not null)
        {
            rules["nonResourceRules"] = new JsonArray(nonResource);
        }

        return rules;
    }

    private static JsonNode Resource(string[] verbs, string group, string[] resources, bool clusterScope)
    {
        var rule = new JsonObject
        {
            ["verbs"] = Texts(verbs),
            ["apiGroups"] = Texts(group),
            ["resources"] = Texts(resources),
            ["namespaces"] = Texts("*"),
        };
        if (clusterScope)
        {
            rule["clusterScope"] = true;
        }

        return rule;
    }

    private static JsonObject NonResource(string verb, params ReadOnlySpan<string> paths) => new()
    {
        ["verbs"] = Texts(verb),
        ["nonResourceURLs"] = Texts(paths),
    };

    private static IEnumerable<JsonNode> Groups(params string[] names) => Subjects("Group", names);

    private static IEnumerable<JsonNode> Users(params string[] names) => Subjects("User", names);

    private static IEnumerable<JsonNode> Subjects(string kind, string[] names) => names.Select(n => (JsonNode)new JsonObject
    {
        ["kind"] = kind,
        [kind.ToLowerInvariant()] = new JsonObject { ["name"] = n },
    });

    private static JsonNode SystemAccounts() => new JsonObject
    {
        ["kind"] = "ServiceAccount",
        ["serviceAccount"] = new JsonObject { ["namespace"] = "kube-system", ["name"] = "*" },
    };

    private static JsonArray Texts(params ReadOnlySpan<string> texts)
    {
        var list = new JsonArray();
        foreach (var text in texts)
        {
            list.Add((JsonNode)text);
        }

        return list;
    }
}

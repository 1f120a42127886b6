using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.Cli.LocalNode;

/// <summary>The Node, its Lease and its Pods as objects of the API.</summary>
internal static class NodeObjects
{
    /// <summary>Where the pods are, like those of a kubelet's static manifests.</summary>
    public const string PodNamespace = "kube-system";

    /// <summary>Marks a pod that shows something running, and asks nobody to run anything (kubelet's mirror pods).</summary>
    public const string MirrorAnnotation = "kubernetes.io/config.mirror";

    /// <summary>How long a node is believed to be well after it last said so, in seconds.</summary>
    public const int LeaseSeconds = 40;

    private const int MostPods = 110;

    public static JsonObject Node(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Node",
        ["metadata"] = new JsonObject { ["name"] = name },
    };

    /// <summary>The labels that every node has.</summary>
    public static JsonObject Labels(string name, Machine machine) => new()
    {
        ["beta.kubernetes.io/arch"] = machine.Architecture,
        ["beta.kubernetes.io/os"] = "linux",
        ["kubernetes.io/arch"] = machine.Architecture,
        ["kubernetes.io/hostname"] = name,
        ["kubernetes.io/os"] = "linux",
    };

    /// <summary>The status of the node.</summary>
    public static JsonObject Status(string name, Machine machine, IPEndPoint kubelet, string version) => new()
    {
        ["capacity"] = Resources(machine),
        ["allocatable"] = Resources(machine),
        ["addresses"] = new JsonArray(Address("InternalIP", kubelet.Address.ToString()), Address("Hostname", name)),
        ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = kubelet.Port } },
        ["nodeInfo"] = new JsonObject
        {
            ["architecture"] = machine.Architecture,
            ["bootID"] = machine.BootId,
            ["containerRuntimeVersion"] = "process://0",
            ["kernelVersion"] = machine.KernelVersion,
            ["kubeProxyVersion"] = "",
            ["kubeletVersion"] = version,
            ["machineID"] = machine.MachineId,
            ["operatingSystem"] = "linux",
            ["osImage"] = machine.OsImage,
            ["systemUUID"] = machine.MachineId,
        },
    };

    /// <summary>The conditions, of which only Ready ever changes here.</summary>
    /// <param name="now">When they were looked at.</param>
    /// <param name="since">When Ready last changed.</param>
    /// <param name="ready">False when the server stops: nobody knows from then on.</param>
    public static JsonArray Conditions(DateTimeOffset now, DateTimeOffset since, bool ready) =>
    [
        .. new[] { "MemoryPressure", "DiskPressure", "PIDPressure" }.Select(t => (JsonNode)Condition(t, "False", "NotMeasured", "not measured by a local node", now, since)),
        (JsonNode)(ready
            ? Condition("Ready", "True", "ServerRuns", "the server runs on this machine", now, since)
            : Condition("Ready", "Unknown", "ServerStopped", "the server was stopped", now, since)),
    ];

    public static JsonObject Lease(string name, DateTimeOffset now) => new()
    {
        ["apiVersion"] = "coordination.k8s.io/v1",
        ["kind"] = "Lease",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "kube-node-lease" },
        ["spec"] = new JsonObject { ["holderIdentity"] = name, ["leaseDurationSeconds"] = LeaseSeconds, ["renewTime"] = Micro(now) },
    };

    public static JsonObject Pod(string node, LocalProcess process) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Pod",
        ["metadata"] = new JsonObject
        {
            ["name"] = process.PodName(node),
            ["namespace"] = PodNamespace,
            ["labels"] = new JsonObject { ["app.kubernetes.io/name"] = process.Program },
            ["annotations"] = new JsonObject
            {
                [MirrorAnnotation] = Id(process),
                ["kubernetes.io/config.source"] = "process",
            },
        },
        ["spec"] = new JsonObject
        {
            ["containers"] = new JsonArray(new JsonObject { ["name"] = process.Program, ["image"] = process.Program }),
            ["hostNetwork"] = true,
            ["nodeName"] = node,
            ["restartPolicy"] = "Never",
            ["tolerations"] = new JsonArray(new JsonObject { ["operator"] = "Exists" }),
        },
    };

    public static JsonObject PodStatus(LocalProcess process, IPAddress address)
    {
        var started = KubernetesTime.Format(process.Started);
        return new JsonObject
        {
            ["phase"] = "Running",
            ["startTime"] = started,
            ["hostIP"] = address.ToString(),
            ["podIP"] = address.ToString(),
            ["podIPs"] = new JsonArray(new JsonObject { ["ip"] = address.ToString() }),
            ["conditions"] = new JsonArray(
            [
                .. new[] { "PodScheduled", "Initialized", "ContainersReady", "Ready" }
                    .Select(t => new JsonObject { ["type"] = t, ["status"] = "True", ["lastTransitionTime"] = started }),
            ]),
            ["containerStatuses"] = new JsonArray(new JsonObject
            {
                ["name"] = process.Program,
                ["image"] = process.Program,
                ["imageID"] = "",
                ["containerID"] = Id(process),
                ["ready"] = true,
                ["started"] = true,
                ["restartCount"] = 0,
                ["state"] = new JsonObject { ["running"] = new JsonObject { ["startedAt"] = started } },
            }),
        };
    }

    private static string Id(LocalProcess process) => string.Create(CultureInfo.InvariantCulture, $"process://{process.Id}");

    private static JsonObject Resources(Machine machine) => new()
    {
        ["cpu"] = machine.Cores.ToString(CultureInfo.InvariantCulture),
        ["memory"] = $"{machine.Memory >> 10}Ki",
        ["pods"] = MostPods.ToString(CultureInfo.InvariantCulture),
    };

    private static JsonObject Address(string type, string address) => new() { ["type"] = type, ["address"] = address };

    private static JsonObject Condition(string type, string status, string reason, string message, DateTimeOffset now, DateTimeOffset since) => new()
    {
        ["type"] = type,
        ["status"] = status,
        ["reason"] = reason,
        ["message"] = message,
        ["lastHeartbeatTime"] = KubernetesTime.Format(now),
        ["lastTransitionTime"] = KubernetesTime.Format(since),
    };

    private static string Micro(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}

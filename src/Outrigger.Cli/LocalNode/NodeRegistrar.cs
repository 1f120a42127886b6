using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;

namespace Outrigger.Cli.LocalNode;

/// <summary>Keeps the Node, its Lease and its Pods as the machine is (what a kubelet does).</summary>
internal sealed class NodeRegistrar(string name, Machine machine, ProcessTable processes, KubernetesClient client, TimeProvider time, ILogger logger)
{
    private const string Manager = "local-node";

    // new processes show soon; the rest is a kubelet's pace
    private static readonly TimeSpan PodInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LeaseInterval = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan StatusInterval = TimeSpan.FromMinutes(5);
    private static readonly ResourcePath Nodes = new(new GroupVersionResource("", "v1", "nodes"));
    private static readonly ResourcePath Leases = new(new GroupVersionResource("coordination.k8s.io", "v1", "leases"), "kube-node-lease");
    private static readonly ResourcePath AllPods = new(new GroupVersionResource("", "v1", "pods"), NodeObjects.PodNamespace);

    private readonly Dictionary<LocalProcess, NodePod> pods = [];
    private volatile IReadOnlyList<NodePod> shown = [];
    private DateTimeOffset readySince;
    private JsonObject status = [];
    private long statusDue;
    private long leaseDue;
    private long lookDue;
    private bool isBroken;

    /// <summary>The pods of now.</summary>
    public IReadOnlyList<NodePod> Pods => shown;

    /// <summary>Creates the node, brings it up to date, and takes away what is left of an earlier server's pods.</summary>
    public async Task RegisterAsync(IPEndPoint kubelet, string version, CancellationToken cancellationToken)
    {
        readySince = time.GetUtcNow();
        status = NodeObjects.Status(name, machine, kubelet, version);
        await MakeNodeAsync(cancellationToken).ConfigureAwait(false);
        await RemoveAllAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Keeps everything fresh until it is cancelled; failures are told once and tried again.</summary>
    public async Task RunAsync(IPAddress address, CancellationToken cancellationToken)
    {
        statusDue = After(StatusInterval);
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(cancellationToken).ConfigureAwait(false);
                await ShowAsync(address, cancellationToken).ConfigureAwait(false);
                await BeatAsync(cancellationToken).ConfigureAwait(false);
                isBroken = false;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                if (!isBroken)
                {
                    LocalNodeLog.Failed(logger, name, e.Message);
                }

                isBroken = true;
            }

            await Task.Delay(PodInterval, time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>The server stops: nobody knows of the node from now on, and its pods end with it.</summary>
    public async Task LeaveAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        await PatchStatusAsync(new JsonObject { ["conditions"] = NodeObjects.Conditions(now, now, ready: false) }, cancellationToken).ConfigureAwait(false);

        // all that are there: the last one may have been made without anybody being told
        await RemoveAllAsync(cancellationToken).ConfigureAwait(false);
        shown = [];
    }

    private async Task MakeNodeAsync(CancellationToken cancellationToken)
    {
        var node = NodeObjects.Node(name);
        node["metadata"]!["labels"] = NodeObjects.Labels(name, machine);
        await client.PatchAsync(Nodes.Named(name), PatchType.Apply, node, cancellationToken, Manager).ConfigureAwait(false);
        var whole = (JsonObject)status.DeepClone();
        whole["conditions"] = NodeObjects.Conditions(time.GetUtcNow(), readySince, ready: true);
        await PatchStatusAsync(whole, cancellationToken).ConfigureAwait(false);
    }

    // Whoever deletes a pod does not end what it shows, which gets another one.
    private async Task LookAsync(CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() < lookDue)
        {
            return;
        }

        var there = new HashSet<string>(StringComparer.Ordinal);
        foreach (var pod in await MirrorsAsync(cancellationToken).ConfigureAwait(false))
        {
            if (JsonNodes.GetString(pod, "metadata", "deletionTimestamp") is null)
            {
                there.Add(JsonNodes.GetString(pod, "metadata", "uid") ?? "");
            }
            else
            {
                await RemoveAsync(JsonNodes.GetString(pod, "metadata", "name") ?? "", cancellationToken).ConfigureAwait(false);
            }
        }

        foreach (var (process, _) in pods.Where(p => !there.Contains(p.Value.Uid)).ToList())
        {
            pods.Remove(process);
        }

        lookDue = After(LookInterval);
    }

    private async Task ShowAsync(IPAddress address, CancellationToken cancellationToken)
    {
        var found = processes.Find().ToHashSet();
        foreach (var (process, pod) in pods.Where(p => !found.Contains(p.Key)).ToList())
        {
            await RemoveAsync(pod.Name, cancellationToken).ConfigureAwait(false);
            pods.Remove(process);
        }

        foreach (var process in found.Where(p => !pods.ContainsKey(p)))
        {
            var path = AllPods.Named(process.PodName(name));
            await client.PatchAsync(path, PatchType.Apply, NodeObjects.Pod(name, process), cancellationToken, Manager).ConfigureAwait(false);
            var running = new JsonObject { ["status"] = NodeObjects.PodStatus(process, address) };
            var made = await client.PatchAsync(path.Sub("status"), PatchType.Merge, running, cancellationToken, Manager).ConfigureAwait(false);
            pods.Add(process, new NodePod(process, path.Name, JsonNodes.GetString(made, "metadata", "uid") ?? ""));
        }

        shown = [.. pods.Values.OrderBy(p => p.Name, StringComparer.Ordinal)];
    }

    private async Task BeatAsync(CancellationToken cancellationToken)
    {
        if (time.GetTimestamp() >= leaseDue)
        {
            await client.PatchAsync(Leases.Named(name), PatchType.Apply, NodeObjects.Lease(name, time.GetUtcNow()), cancellationToken, Manager).ConfigureAwait(false);
            leaseDue = After(LeaseInterval);
        }

        if (time.GetTimestamp() >= statusDue)
        {
            await RefreshNodeAsync(cancellationToken).ConfigureAwait(false);
            statusDue = After(StatusInterval);
        }
    }

    private async Task RefreshNodeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await PatchStatusAsync(
                new JsonObject { ["conditions"] = NodeObjects.Conditions(time.GetUtcNow(), readySince, ready: true) }, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // somebody deleted the node; the machine is there
            await MakeNodeAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private Task PatchStatusAsync(JsonObject part, CancellationToken cancellationToken) =>
        client.PatchAsync(Nodes.Named(name).Sub("status"), PatchType.Merge, new JsonObject { ["status"] = part }, cancellationToken, Manager);

    private async Task RemoveAllAsync(CancellationToken cancellationToken)
    {
        foreach (var pod in await MirrorsAsync(cancellationToken).ConfigureAwait(false))
        {
            await RemoveAsync(JsonNodes.GetString(pod, "metadata", "name") ?? "", cancellationToken).ConfigureAwait(false);
        }
    }

    // the pods of this node that show something, and run nothing
    private async Task<IReadOnlyList<JsonObject>> MirrorsAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListAsync(AllPods, new ListOptions { FieldSelector = $"spec.nodeName={name}" }, cancellationToken).ConfigureAwait(false);
        return
        [
            .. (list["items"] as JsonArray ?? []).OfType<JsonObject>()
                .Where(pod => JsonNodes.GetString(pod, "metadata", "annotations", NodeObjects.MirrorAnnotation) is not null),
        ];
    }

    private async Task RemoveAsync(string pod, CancellationToken cancellationToken)
    {
        try
        {
            await client.DeleteAsync(AllPods.Named(pod), new JsonObject { ["gracePeriodSeconds"] = 0 }, cancellationToken).ConfigureAwait(false);
        }
        catch (StatusException e) when (e.Status.Code == 404)
        {
            // somebody was quicker
        }
    }

    private long After(TimeSpan interval) => time.GetTimestamp() + (long)(interval.TotalSeconds * time.TimestampFrequency);
}

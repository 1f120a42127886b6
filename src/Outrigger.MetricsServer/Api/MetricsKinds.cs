using System.Collections.Frozen;
using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.Registry.Resources;

namespace Outrigger.MetricsServer.Api;

/// <summary>The kinds of metrics.k8s.io.</summary>
internal static class MetricsKinds
{
    public const string Group = "metrics.k8s.io";
    public const string Version = "v1beta1";

    /// <summary>The schema files of this project.</summary>
    public static SchemaLibrary Load() => SchemaLibrary.Load(typeof(MetricsKinds).Assembly);

    /// <summary>NodeMetrics, served by <paramref name="nodes"/>.</summary>
    public static ServedResource Nodes(SchemaLibrary schemas, NodeMetricsResource nodes) =>
        Serve(Find(schemas, "NodeMetrics"), new ResourceVerbs { Get = nodes, List = nodes });

    /// <summary>PodMetrics, served by <paramref name="pods"/>.</summary>
    public static ServedResource Pods(SchemaLibrary schemas, PodMetricsResource pods) =>
        Serve(Find(schemas, "PodMetrics") with { Printer = new PodMetricsPrinter() }, new ResourceVerbs { Get = pods, List = pods });

    // in Kubernetes they have no singular: kubectl must not take "node" for them
    private static KindDefinition Find(SchemaLibrary schemas, string kind) =>
        (schemas.FindKind(new GroupVersionKind(Group, Version, kind)) ?? throw new InvalidOperationException($"the schema of {kind} is missing")) with { Singular = "" };

    private static ServedResource Serve(KindDefinition kind, ResourceVerbs verbs) =>
        new(kind, KindOrigin.BuiltIn, verbs, FrozenDictionary<string, ServedSubresource>.Empty);
}

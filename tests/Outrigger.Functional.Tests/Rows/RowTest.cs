using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Client.Rest;
using Outrigger.Functional.Tests.Kubectl;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Rows;

/// <summary>What the rows share: a namespace for each test, an object in it, and kubectl.</summary>
public abstract class RowTest(SharedCluster cluster)
{
    internal const string Name = "sample";
    private static int count;

    internal SharedCluster Cluster => cluster;

    /// <summary>A namespace of the test's own with one object of the kind in it.</summary>
    internal async Task<Row> RowAsync(string version, string kind, bool withObject = true)
    {
        var ns = $"row-{Interlocked.Increment(ref count)}";
        var subject = Subject.Of(kind);
        await cluster.Client.CreateAsync(
            new ResourcePath(new GroupVersionResource("", "v1", "namespaces")),
            new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Namespace", ["metadata"] = new JsonObject { ["name"] = ns } },
            CancellationToken.None);
        if (withObject)
        {
            await cluster.Client.CreateAsync(subject.In(ns), subject.Tree(ns, Name), CancellationToken.None);
        }

        return new Row(subject, kind, ns, cluster.Kubectl(version), cluster.Client);
    }
}

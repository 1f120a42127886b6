using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.Functional.Tests.Servers;

namespace Outrigger.Functional.Tests.Stopping;

/// <summary>Servers that record every request and go on serving for two seconds when they are asked to stop.</summary>
public sealed class AuditedCluster : Cluster
{
    public const int DelaySeconds = 2;

    /// <summary>The control plane's events.</summary>
    internal string PlaneLog => Path.Combine(Root, "plane-audit.log");

    /// <summary>The extension server's events.</summary>
    internal string WidgetLog => Path.Combine(Root, "widget-audit.log");

    protected override IReadOnlyList<string> ControlPlaneFlags => [.. base.ControlPlaneFlags, .. Flags(PlaneLog)];

    protected override IReadOnlyList<string> WidgetFlags => [.. base.WidgetFlags, .. Flags(WidgetLog)];

    public override async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(Path.Combine(Root, "policy.yaml"), "apiVersion: audit.k8s.io/v1\nkind: Policy\nrules: [{level: Metadata}]\n");
        await base.InitializeAsync();
    }

    /// <summary>The events of a log; every line must be a whole one.</summary>
    internal static IReadOnlyList<JsonObject> Events(string log) =>
        [.. File.ReadAllLines(log).Select(l => (JsonObject)JsonNode.Parse(l)!)];

    /// <summary>The ids of the requests that have an event of a stage.</summary>
    internal static HashSet<string> Ids(IReadOnlyList<JsonObject> events, string stage) =>
        [.. events.Where(e => JsonNodes.GetString(e, "stage") == stage).Select(e => JsonNodes.GetString(e, "auditID")!)];

    private IReadOnlyList<string> Flags(string log) =>
    [
        $"--audit-policy-file={Path.Combine(Root, "policy.yaml")}", $"--audit-log-path={log}", "--audit-log-mode=batch",
        $"--shutdown-delay-duration={DelaySeconds}s",
    ];
}

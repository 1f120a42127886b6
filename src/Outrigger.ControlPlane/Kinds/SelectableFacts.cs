using Outrigger.ApiMachinery.Kinds;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>The selectable fields of built-in kinds, and where they come from when it is not the path of that name.</summary>
internal static class SelectableFacts
{
    public static IReadOnlyList<FactPath> Of(KindDefinition kind) =>
        [
            .. kind.SelectableFields.Select(label => Fact(kind.Plural, label)),
            .. kind is { Plural: "namespaces", Kind.Group: "" } ? [new FactPath("name", "metadata.name")] : Array.Empty<FactPath>(),
        ];

    private static FactPath Fact(string plural, string label) => (plural, label) switch
    {
        ("nodes", "spec.unschedulable") => new FactPath(label, Default: "false"),
        ("pods", "spec.hostNetwork") => new FactPath(label, Default: "false"),
        ("replicasets" or "replicationcontrollers", "status.replicas") => new FactPath(label, Default: "0"),
        ("jobs", "status.successful") => new FactPath(label, "status.succeeded", Default: "0"),
        ("events", "source") => new FactPath(label, "source.component", "reportingComponent"),
        _ => new FactPath(label),
    };
}

using Outrigger.ApiMachinery.Kinds;
using Outrigger.Registry.Models;
using Outrigger.Storage.Objects;

namespace Outrigger.ControlPlane.Kinds;

/// <summary>The selectable fields of built-in kinds, and where they come from when it is not the path of that name.</summary>
internal static class SelectableFacts
{
    public static IReadOnlyList<FactPath> Of(KindDefinition kind) => [.. kind.SelectableFields.Select(label => Fact(kind.Plural, label))];

    /// <summary>How field selectors of a kind are read.</summary>
    public static FieldLabelWords Words(KindDefinition kind) => (kind.Kind.Group, kind.Plural) switch
    {
        // the name of the field in the first versions of pods
        ("", "pods") => new FieldLabelWords { Aliases = new Dictionary<string, string>(StringComparer.Ordinal) { ["spec.host"] = "spec.nodeName" } },
        ("batch", "jobs") => new FieldLabelWords { Refusal = label => $"field label \"{label}\" not supported for Job" },
        ("resource.k8s.io", "resourceslices") => new FieldLabelWords
        {
            Refusal = label => $"field label not supported for {kind.Kind.GroupVersion}, Kind={kind.Kind.Kind}: {label}",
        },
        _ => FieldLabelWords.Common,
    };

    private static FactPath Fact(string plural, string label) => (plural, label) switch
    {
        ("nodes", "spec.unschedulable") => new FactPath(label, Default: "false"),
        ("pods", "spec.hostNetwork") => new FactPath(label, Default: "false"),
        ("replicationcontrollers", "status.replicas") => new FactPath(label, Default: "0"),
        ("jobs", "status.successful") => new FactPath(label, "status.succeeded", Default: "0"),
        ("events", "source") => new FactPath(label, "source.component", "reportingComponent"),
        _ => new FactPath(label),
    };
}

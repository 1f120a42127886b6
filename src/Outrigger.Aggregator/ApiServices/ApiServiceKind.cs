using Outrigger.ApiMachinery.Kinds;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.SchemaFiles;

namespace Outrigger.Aggregator.ApiServices;

/// <summary>The names of the kind APIService.</summary>
internal static class ApiServiceKind
{
    /// <summary>Its group.</summary>
    public const string Group = "apiregistration.k8s.io";

    /// <summary>Tells that this server made an APIService, and when it mends it.</summary>
    public const string ManagedLabel = "kube-aggregator.kubernetes.io/automanaged";

    /// <summary>groupPriorityMinimum of the group: before all others in discovery.</summary>
    public const int GroupPriority = 20000;

    public static GroupVersion GroupVersion { get; } = new(Group, "v1");

    public static GroupVersionResource Resource { get; } = new(Group, "v1", "apiservices");

    /// <summary>The kind from its schema file, with its printer.</summary>
    public static KindDefinition Definition(SchemaLibrary library) =>
        (library.FindKind(new GroupVersionKind(Group, "v1", "APIService"))
            ?? throw new InvalidOperationException($"no schema file describes {Resource}: add this assembly to the schema library"))
        with { Printer = new ApiServicePrinter() };
}

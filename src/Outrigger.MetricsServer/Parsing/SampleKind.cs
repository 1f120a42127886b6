namespace Outrigger.MetricsServer.Parsing;

/// <summary>The metrics of a kubelet's <c>/metrics/resource</c> that are used.</summary>
internal enum SampleKind
{
    /// <summary>node_cpu_usage_seconds_total.</summary>
    NodeCpu,

    /// <summary>node_memory_working_set_bytes.</summary>
    NodeMemory,

    /// <summary>container_cpu_usage_seconds_total.</summary>
    ContainerCpu,

    /// <summary>container_memory_working_set_bytes.</summary>
    ContainerMemory,

    /// <summary>container_start_time_seconds.</summary>
    ContainerStart,
}

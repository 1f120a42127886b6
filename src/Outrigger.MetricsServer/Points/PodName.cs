namespace Outrigger.MetricsServer.Points;

/// <summary>Which pod.</summary>
internal readonly record struct PodName(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}

namespace Outrigger.Aggregator.Endpoints;

/// <summary>The namespace and name of a Service.</summary>
internal readonly record struct ServiceKey(string Namespace, string Name)
{
    public override string ToString() => $"{Namespace}/{Name}";
}

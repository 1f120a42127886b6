namespace Outrigger.ControlPlane.Endpoints;

/// <summary>A Service.</summary>
internal readonly record struct ServiceKey(string Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Name}";
}

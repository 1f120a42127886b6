namespace Outrigger.Registry.Typed;

/// <summary>
/// Makes a C# class a kind of the API. A class written for the KubernetesClient library (with its KubernetesEntity attribute of the
/// same members) is accepted too.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class KubernetesResourceAttribute : Attribute
{
    /// <summary>The API group, for example <c>custom.example.com</c>.</summary>
    public required string Group { get; init; }

    /// <summary>The version, for example <c>v1</c>.</summary>
    public required string Version { get; init; }

    /// <summary>The kind; the class name when not given.</summary>
    public string? Kind { get; init; }

    /// <summary>The plural; the lower-case kind with an <c>s</c> when not given.</summary>
    public string? Plural { get; init; }

    /// <summary>Whether objects live outside namespaces.</summary>
    public bool ClusterScoped { get; init; }

    /// <summary>Whether a <c>status</c> property is a subresource (the default), or is written with the rest of the object.</summary>
    public bool StatusSubresource { get; init; } = true;

    /// <summary>Short names for kubectl.</summary>
    public string[] ShortNames { get; init; } = [];

    /// <summary>Categories for kubectl, for example <c>all</c>.</summary>
    public string[] Categories { get; init; } = [];
}

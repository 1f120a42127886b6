namespace Outrigger.Registry.Resources;

/// <summary>Where a kind comes from; decides the encodings it has and how its unknown fields are treated.</summary>
public enum KindOrigin
{
    /// <summary>A kind of Kubernetes, from a schema file: JSON, YAML and protobuf; list items carry no kind.</summary>
    BuiltIn,

    /// <summary>A C# type: answers as a custom resource does.</summary>
    Typed,

    /// <summary>A CustomResourceDefinition: JSON and YAML; list items carry kind and apiVersion.</summary>
    Custom,
}

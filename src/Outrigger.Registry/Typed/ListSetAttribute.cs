namespace Outrigger.Registry.Typed;

/// <summary>The list holds each scalar at most once (x-kubernetes-list-type: set).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ListSetAttribute : Attribute;

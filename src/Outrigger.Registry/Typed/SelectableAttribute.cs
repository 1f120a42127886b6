namespace Outrigger.Registry.Typed;

/// <summary>Lets field selectors name this property (KEP-4358).</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SelectableAttribute : Attribute;

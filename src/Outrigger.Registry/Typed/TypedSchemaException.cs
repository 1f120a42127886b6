namespace Outrigger.Registry.Typed;

/// <summary>A C# type cannot be a kind: the message names the path in it, the cause and the fix.</summary>
public sealed class TypedSchemaException(string message) : Exception(message);

namespace Outrigger.ApiMachinery.Json;

/// <summary>A body is not JSON (or YAML), or not an object where one is needed. The server answers 400 with the message.</summary>
public sealed class ObjectReadException(string message, Exception? cause = null) : Exception(message, cause);

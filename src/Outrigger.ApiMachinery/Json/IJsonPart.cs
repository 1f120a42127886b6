namespace Outrigger.ApiMachinery.Json;

/// <summary>What stands in a tree as one value, though it is written as an object. Equality is that of what is written.</summary>
public interface IJsonPart;

namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>One field of a message.</summary>
/// <param name="Number">Its protobuf number.</param>
/// <param name="Type"><c>string</c>, <c>bool</c>, <c>double</c>, <c>int64</c>, <c>any</c> (YAML text) or the name of a message.</param>
/// <param name="Repeated">Whether a JSON list becomes as many fields.</param>
internal sealed record GnosticField(int Number, string Type, bool Repeated);

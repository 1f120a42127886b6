using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Schemas;

/// <summary>What was wrong with an object that was brought into the shape of its schema.</summary>
public sealed class NormalizeReport
{
    private readonly List<string> unknownFields = [];

    /// <summary>The paths of fields that the schema does not have, in the order of the object: <c>spec.foo</c>, <c>spec.list[0].x</c>.</summary>
    public IReadOnlyList<string> UnknownFields => unknownFields;

    /// <summary>The unknown fields as Kubernetes words them: <c>unknown field "spec.foo"</c>.</summary>
    public IEnumerable<string> Messages => unknownFields.Select(path => $"unknown field {GoText.Quote(path)}");

    /// <summary>
    /// Why the object cannot be what it should be: the first value of a wrong type, in the words of Go's decoder. Null when all is well.
    /// The caller answers 400 <c>KIND in version "VERSION" cannot be handled as a KIND: …</c>.
    /// </summary>
    public string? TypeError { get; private set; }

    internal void AddUnknown(FieldTrail trail)
    {
        if (unknownFields.Count < ReadReport.Limit)
        {
            unknownFields.Add(trail.ToString());
        }
    }

    internal void Fail(string error) => TypeError ??= error;
}

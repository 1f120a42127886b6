namespace Outrigger.ApiMachinery.Gnostic;

/// <summary>How the members of a JSON object become the fields of a protobuf message.</summary>
internal sealed class GnosticMessage
{
    /// <summary>Members by their JSON name.</summary>
    public Dictionary<string, GnosticField> Fields { get; } = new(StringComparer.Ordinal);

    /// <summary>Where members that begin with <c>x-</c> go, as name and value; null when they have no place.</summary>
    public GnosticField? Extensions { get; set; }

    /// <summary>Where all other members go, as name and value; null when there are none.</summary>
    public GnosticField? Rest { get; set; }

    /// <summary>The alternatives when the message is a choice; the first that fits is taken.</summary>
    public List<GnosticChoice> Choices { get; } = [];
}

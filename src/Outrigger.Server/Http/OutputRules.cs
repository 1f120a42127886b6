namespace Outrigger.Server.Http;

/// <summary>What an endpoint can answer with; the input of <see cref="OutputNegotiator"/>.</summary>
internal sealed record OutputRules
{
    /// <summary>Whether objects of this kind have a protobuf form.</summary>
    public bool Protobuf { get; init; }

    /// <summary>Whether tables are served.</summary>
    public bool Table { get; init; }

    /// <summary>Whether PartialObjectMetadata is served.</summary>
    public bool Metadata { get; init; }

    /// <summary>Whether the answer is a list, which decides between PartialObjectMetadataList and PartialObjectMetadata.</summary>
    public bool Lists { get; init; }

    /// <summary>
    /// Whether the Accept header is first matched against plain media types, as Kubernetes' router does for all but custom
    /// resources: <c>application/*</c> is refused there, with a text of its own.
    /// </summary>
    public bool Routed { get; init; }

    /// <summary>Whether the route can stream (lists and watches), which only changes the router's refusal.</summary>
    public bool Streams { get; init; }

    /// <summary>Statuses, discovery, reviews: built-in objects without tables.</summary>
    public static OutputRules Plain { get; } = new() { Protobuf = true };
}

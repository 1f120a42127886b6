using Outrigger.Server.Http;

namespace Outrigger.Server.Requests;

/// <summary>What a request path and method ask for: our own parse of the path, read by everything after it.</summary>
/// <param name="Verb">get, list, watch, create, update, patch, delete, deletecollection; the lower-case method for other paths.</param>
/// <param name="IsResource">Whether the path names a resource below /api/VERSION or /apis/GROUP/VERSION.</param>
/// <param name="Path">The path, decoded once.</param>
public sealed record RequestInfo(string Verb, bool IsResource, string Path)
{
    public string Group { get; init; } = "";

    public string Version { get; init; } = "";

    /// <summary>Empty when the path stops at the group or version (discovery).</summary>
    public string Resource { get; init; } = "";

    public string Subresource { get; init; } = "";

    public string Namespace { get; init; } = "";

    /// <summary>Whether the namespace stands before the resource (namespaces/NS/RESOURCE), in difference to a Namespace itself (namespaces/NS).</summary>
    public bool IsInNamespace { get; init; }

    /// <summary>For lists and watches the name that the field selector asks for, which authorization looks at.</summary>
    public string Name { get; init; } = "";

    /// <summary>All path segments after the version, for subresources with a path of their own (proxy).</summary>
    public IReadOnlyList<string> Parts { get; init; } = [];

    /// <summary>All segments of the path, decoded.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>The query.</summary>
    public QueryParameters Query { get; init; } = QueryParameters.Empty;

    /// <summary>Whether the path itself holds the name, in difference to a field selector.</summary>
    public bool HasPathName => Parts.Count > 1;

    /// <summary>Whether the verb came from the path (/api/v1/watch/…), the old form of watches.</summary>
    public bool VerbInPath { get; init; }
}

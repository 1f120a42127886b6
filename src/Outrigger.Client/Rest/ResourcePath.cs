using System.Text;
using Outrigger.ApiMachinery.Naming;
using Outrigger.ApiMachinery.Validation;

namespace Outrigger.Client.Rest;

/// <summary>
/// What a request is about. Every part must be one segment of a path, as in client-go: one that holds <c>/</c> or <c>%</c>, or is <c>.</c> or <c>..</c>,
/// would ask for something else, and is an <see cref="ArgumentException"/>.
/// </summary>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Namespace">Empty for cluster-scoped resources and for all namespaces.</param>
/// <param name="Name">Empty for the collection.</param>
/// <param name="Subresource">Empty for the object itself; may have a path of its own (<c>proxy/metrics</c>).</param>
public readonly record struct ResourcePath(GroupVersionResource Resource, string Namespace = "", string Name = "", string Subresource = "")
{
    /// <summary>Group, version and plural.</summary>
    public GroupVersionResource Resource { get; init => field = Checked(value); } = Checked(Resource);

    /// <summary>Empty for cluster-scoped resources and for all namespaces.</summary>
    public string Namespace { get; init => field = Segment(value); } = Segment(Namespace);

    /// <summary>Empty for the collection.</summary>
    public string Name { get; init => field = Segment(value); } = Segment(Name);

    /// <summary>Empty for the object itself.</summary>
    public string Subresource { get; init => field = Segments(value); } = Segments(Subresource);

    /// <summary>The same with another name.</summary>
    public ResourcePath Named(string name) => this with { Name = name };

    /// <summary>A subresource of the same object: <c>status</c>, <c>scale</c>, <c>token</c>.</summary>
    public ResourcePath Sub(string subresource) => this with { Subresource = subresource };

    /// <summary>The request path, escaped, without a leading slash.</summary>
    public override string ToString()
    {
        var path = new StringBuilder(Resource.Group.Length == 0 ? "api" : $"apis/{Uri.EscapeDataString(Resource.Group)}");
        Append(path, Resource.Version);
        if (Namespace.Length > 0)
        {
            Append(path.Append("/namespaces"), Namespace);
        }

        Append(path, Resource.Resource);
        if (Name.Length > 0)
        {
            Append(path, Name);
        }

        foreach (var part in Subresource.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            Append(path, part);
        }

        return path.ToString();
    }

    private static void Append(StringBuilder path, string segment) => path.Append('/').Append(Uri.EscapeDataString(segment));

    private static GroupVersionResource Checked(GroupVersionResource resource)
    {
        _ = Segment(resource.Group);
        _ = Segment(resource.Version);
        _ = Segment(resource.Resource);
        return resource;
    }

    private static string Segments(string path)
    {
        foreach (var part in path.Split('/'))
        {
            _ = Segment(part);
        }

        return path;
    }

    private static string Segment(string text) =>
        NameRules.IsPathSegment(text)
            ? text
            : throw new ArgumentException($"\"{text}\" cannot be part of a path: it is \".\" or \"..\", or holds \"/\" or \"%\"");
}

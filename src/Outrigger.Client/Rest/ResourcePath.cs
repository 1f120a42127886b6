using System.Text;
using Outrigger.ApiMachinery.Naming;

namespace Outrigger.Client.Rest;

/// <summary>What a request is about.</summary>
/// <param name="Resource">Group, version and plural.</param>
/// <param name="Namespace">Empty for cluster-scoped resources and for all namespaces.</param>
/// <param name="Name">Empty for the collection.</param>
/// <param name="Subresource">Empty for the object itself.</param>
public readonly record struct ResourcePath(GroupVersionResource Resource, string Namespace = "", string Name = "", string Subresource = "")
{
    /// <summary>The same with another name.</summary>
    public ResourcePath Named(string name) => this with { Name = name };

    /// <summary>A subresource of the same object: <c>status</c>, <c>scale</c>, <c>token</c>.</summary>
    public ResourcePath Sub(string subresource) => this with { Subresource = subresource };

    /// <summary>The request path, escaped, without a leading slash.</summary>
    public override string ToString()
    {
        var path = new StringBuilder(Resource.Group.Length == 0 ? "api/" : $"apis/{Resource.Group}/").Append(Resource.Version);
        if (Namespace.Length > 0)
        {
            path.Append("/namespaces/").Append(Uri.EscapeDataString(Namespace));
        }

        path.Append('/').Append(Resource.Resource);
        if (Name.Length > 0)
        {
            path.Append('/').Append(Uri.EscapeDataString(Name));
        }

        return Subresource.Length > 0 ? path.Append('/').Append(Subresource).ToString() : path.ToString();
    }
}

using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.Registry.Models;
using Outrigger.Registry.Operations;

namespace Outrigger.Registry.Objects;

/// <summary>Whether the name and namespace of a body fit those of the path.</summary>
internal static class Scoping
{
    /// <summary>Fills in the namespace of the path; 400 for another one. A cluster-scoped object loses its namespace.</summary>
    public static void MatchNamespace(ResourceModel model, OperationContext context, MetadataView meta)
    {
        if (!model.Namespaced)
        {
            meta.Namespace = "";
        }
        else if (meta.Namespace.Length == 0)
        {
            meta.Namespace = context.Namespace;
        }
        else if (!string.Equals(meta.Namespace, context.Namespace, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /// <summary>400 unless an update names the object of its path.</summary>
    public static void MatchName(OperationContext context, MetadataView meta)
    {
        if (meta.Name.Length == 0)
        {
            throw ApiErrors.BadRequest($"the name of the object ({context.Name} based on URL) was undeterminable: name must be provided");
        }

        if (!string.Equals(meta.Name, context.Name, StringComparison.Ordinal))
        {
            throw ApiErrors.BadRequest($"the name of the object ({meta.Name}) does not match the name on the URL ({context.Name})");
        }
    }
}

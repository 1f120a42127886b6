using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Metadata;
using Outrigger.ApiMachinery.Naming;
using Outrigger.Server.Access;

namespace Outrigger.ControlPlane.Classes;

/// <summary>Finds the class that an annotation marks as the default: of several the newest, of equally old ones the first by name.</summary>
/// <param name="objects">Where the classes are.</param>
/// <param name="resource">The kind of class.</param>
/// <param name="annotations">Any of them, with the value <c>true</c>, marks a class.</param>
internal sealed class DefaultClass(LocalObjects objects, GroupVersionResource resource, string[] annotations)
{
    private readonly byte[][] marks = [.. annotations.Select(Encoding.UTF8.GetBytes)];

    /// <summary>The name of the default class; null when there is none.</summary>
    public async ValueTask<string?> FindAsync(CancellationToken cancellationToken)
    {
        var classes = await objects.ListAsync(resource, "", cancellationToken).ConfigureAwait(false);
        return classes.Items
            .Where(c => Array.Exists(marks, m => c.Mentions(m)))
            .Select(c => c.ToTree())
            .Where(IsMarked)
            .Select(c => MetadataView.Of(c))
            .OrderByDescending(m => m.CreationTimestamp)
            .ThenBy(m => m.Name, StringComparer.Ordinal)
            .Select(m => m.Name)
            .FirstOrDefault();
    }

    private bool IsMarked(JsonObject found) => Array.Exists(annotations, a => MetadataView.Of(found).Annotation(a) is "true");
}

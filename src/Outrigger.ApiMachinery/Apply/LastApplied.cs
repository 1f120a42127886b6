using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Metadata;

namespace Outrigger.ApiMachinery.Apply;

/// <summary>
/// The annotation of kubectl's client-side apply. When the manager <c>kubectl</c> applies on the server, it takes over what the
/// annotation says that kubectl applied before, and the annotation is kept up.
/// </summary>
internal static class LastApplied
{
    /// <summary>The manager whose applies do so.</summary>
    public const string Manager = "kubectl";

    private const string Annotation = "kubectl.kubernetes.io/last-applied-configuration";
    private const int MaxAnnotations = 256 * 1024;

    /// <summary>What kubectl owns by the annotation: what it says and the live object still has.</summary>
    public static FieldSet Owned(JsonObject live, KindSchema kind)
    {
        if (MetadataView.Of(live).Annotation(Annotation) is not { Length: > 0 } text)
        {
            return FieldSet.Empty;
        }

        try
        {
            var applied = ObjectReader.Read(Encoding.UTF8.GetBytes(text));
            if (!string.Equals(JsonNodes.GetString(applied, "apiVersion"), kind.ApiVersion, StringComparison.Ordinal)
                || TypedValidator.Validate(applied, kind.Root) is not null)
            {
                return FieldSet.Empty;
            }

            var comparison = ObjectComparer.Compare(applied, live, kind.Root);
            return FieldCollector.Collect(applied, kind.Root)
                .Except(comparison.Modified)
                .Except(comparison.Added)
                .Except(comparison.Removed);
        }
        catch (Exception e) when (e is ObjectReadException or MergeException)
        {
            return FieldSet.Empty;
        }
    }

    /// <summary>Makes the annotation, where there is one, say what was applied; takes it out when all annotations would be too large.</summary>
    public static void KeepUp(JsonObject obj, JsonObject config)
    {
        var meta = MetadataView.Of(obj);
        if (meta.Annotation(Annotation) is not { Length: > 0 })
        {
            return;
        }

        var said = (JsonObject)config.DeepClone();
        if (JsonNodes.GetObject(said, "metadata", "annotations") is { } annotations)
        {
            annotations.Remove(Annotation);
        }

        var text = new StringBuilder();
        GoJsonText.Append(text, said);
        meta.SetAnnotation(Annotation, text.Append('\n').ToString());
        if (meta.Annotations.Sum(p => Encoding.UTF8.GetByteCount(p.Key) + Encoding.UTF8.GetByteCount(p.Value)) > MaxAnnotations)
        {
            meta.SetAnnotation(Annotation, null);
        }
    }
}

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>Keeps of a document some paths, and drops what only the other paths used (kube-openapi, aggregator.FilterSpecByPaths).</summary>
internal static class SwaggerFilter
{
    public static SwaggerPart Keep(SwaggerPart part, Func<string, bool> keep)
    {
        var paths = new SortedDictionary<string, byte[]>(
            part.Paths.Where(p => keep(p.Key)).ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);
        if (paths.Count == part.Paths.Count)
        {
            return part;
        }

        var before = Used(part, part.Paths.Values);
        var after = Used(part, paths.Values);
        return new SwaggerPart
        {
            Paths = paths,
            Definitions = Remaining(part.Definitions, SwaggerJson.DefinitionPrefix, before, after),
            Parameters = Remaining(part.Parameters, SwaggerJson.ParameterPrefix, before, after),
        };
    }

    private static SortedDictionary<string, byte[]> Remaining(
        SortedDictionary<string, byte[]> pieces, string prefix, HashSet<string> before, HashSet<string> after) =>
        new(
            pieces.Where(p => after.Contains(prefix + p.Key) || !before.Contains(prefix + p.Key)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);

    /// <summary>All references from paths, and from what they lead to.</summary>
    private static HashSet<string> Used(SwaggerPart part, IEnumerable<byte[]> paths)
    {
        var used = new HashSet<string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            SwaggerReferences.Collect(path, used);
        }

        var waiting = new Queue<string>(used);
        while (waiting.TryDequeue(out var reference))
        {
            if (Find(part, reference) is not { } piece)
            {
                continue;
            }

            var found = new HashSet<string>(StringComparer.Ordinal);
            SwaggerReferences.Collect(piece, found);
            foreach (var each in found.Where(used.Add))
            {
                waiting.Enqueue(each);
            }
        }

        return used;
    }

    private static byte[]? Find(SwaggerPart part, string reference) =>
        reference.StartsWith(SwaggerJson.DefinitionPrefix, StringComparison.Ordinal)
            ? part.Definitions.GetValueOrDefault(reference[SwaggerJson.DefinitionPrefix.Length..])
            : reference.StartsWith(SwaggerJson.ParameterPrefix, StringComparison.Ordinal)
                ? part.Parameters.GetValueOrDefault(reference[SwaggerJson.ParameterPrefix.Length..])
                : null;
}

using System.Text.Json.Nodes;

namespace Outrigger.ApiMachinery.Swagger;

/// <summary>
/// Merges parts. Paths that are there stay; a definition or parameter of a name that means something else gets a new one,
/// <c>NAME_v2</c> and on (kube-openapi, aggregator.MergeSpecs).
/// </summary>
internal static class SwaggerMerge
{
    private const string Kinds = "x-kubernetes-group-version-kind";

    public static void Into(SwaggerPart target, SwaggerPart source)
    {
        var fresh = source.Paths.Keys.Where(p => !target.Paths.ContainsKey(p)).ToHashSet(StringComparer.Ordinal);
        if (fresh.Count == 0)
        {
            return;
        }

        source = SwaggerFilter.Keep(source, fresh.Contains);
        var definitions = Renames(target.Definitions, source.Definitions);
        var parameters = Renames(target.Parameters, source.Parameters);
        if (definitions.Count + parameters.Count > 0)
        {
            source = Rename(source, definitions, parameters);
        }

        foreach (var (name, piece) in source.Definitions)
        {
            target.Definitions[name] = target.Definitions.TryGetValue(name, out var old) ? WithKindsOf(old, piece) : piece;
        }

        foreach (var (name, piece) in source.Parameters)
        {
            target.Parameters.TryAdd(name, piece);
        }

        foreach (var (path, piece) in source.Paths)
        {
            target.Paths[path] = piece;
        }
    }

    private static Dictionary<string, string> Renames(SortedDictionary<string, byte[]> target, SortedDictionary<string, byte[]> source)
    {
        var renames = new Dictionary<string, string>(StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (name, piece) in source)
        {
            if (!target.TryGetValue(name, out var existing) || IsSame(existing, piece))
            {
                continue;
            }

            var number = 1;
            string next;
            do
            {
                next = $"{name}_v{++number}";
            }
            while (target.TryGetValue(next, out existing) ? !IsSame(existing, piece) : taken.Contains(next) || source.ContainsKey(next));

            renames.Add(name, next);
            taken.Add(next);
        }

        return renames;
    }

    private static SwaggerPart Rename(SwaggerPart part, Dictionary<string, string> definitions, Dictionary<string, string> parameters)
    {
        var references = definitions
            .Select(p => KeyValuePair.Create(SwaggerJson.DefinitionPrefix + p.Key, SwaggerJson.DefinitionPrefix + p.Value))
            .Concat(parameters.Select(p => KeyValuePair.Create(SwaggerJson.ParameterPrefix + p.Key, SwaggerJson.ParameterPrefix + p.Value)))
            .ToDictionary(StringComparer.Ordinal);
        return new SwaggerPart
        {
            Paths = Copy(part.Paths, name => name),
            Definitions = Copy(part.Definitions, name => definitions.GetValueOrDefault(name, name)),
            Parameters = Copy(part.Parameters, name => parameters.GetValueOrDefault(name, name)),
        };

        SortedDictionary<string, byte[]> Copy(SortedDictionary<string, byte[]> pieces, Func<string, string> nameOf)
        {
            var copy = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
            foreach (var (name, piece) in pieces)
            {
                copy[nameOf(name)] = SwaggerReferences.Rename(piece, references);
            }

            return copy;
        }
    }

    /// <summary>Whether two pieces say the same but for the kinds that they are.</summary>
    private static bool IsSame(byte[] a, byte[] b) => a.AsSpan().SequenceEqual(b) || JsonNode.DeepEquals(WithoutKinds(a), WithoutKinds(b));

    private static JsonObject WithoutKinds(byte[] piece)
    {
        var tree = Parse(piece);
        tree.Remove(Kinds);
        return tree;
    }

    private static byte[] WithKindsOf(byte[] piece, byte[] other)
    {
        if (piece.AsSpan().SequenceEqual(other) || Parse(other)[Kinds] is not JsonArray more)
        {
            return piece;
        }

        var tree = Parse(piece);
        var all = (tree[Kinds] as JsonArray ?? []).Concat(more).Select(k => k?.DeepClone()).DistinctBy(Name, StringComparer.Ordinal)
            .OrderBy(Name, StringComparer.Ordinal);
        tree[Kinds] = new JsonArray([.. all]);
        return SwaggerJson.Write(json => tree.WriteTo(json));
    }

    private static string Name(JsonNode? kind) =>
        kind is JsonObject tree ? $"{tree["group"]}/{tree["version"]}.{tree["kind"]}" : "";

    private static JsonObject Parse(byte[] piece) => JsonNode.Parse(piece, documentOptions: SwaggerJson.Options)!.AsObject();
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>Builds a JSON tree out of a YAML parser's events.</summary>
internal sealed class YamlTreeBuilder(IParser parser, ReadReport? report)
{
    // A large definition has a node for every 35 bytes of its JSON, a dense object one for every 12: this is enough for an object of
    // 1.4 MB that is all dense, and takes a fraction of a second. The parser looks at every open level for every token, so a node
    // costs more the deeper it is.
    private const int Budget = 120_000;
    private const int CheapDepth = 32;

    private readonly YamlAnchors anchors = new();
    private readonly List<YamlStep> path = [];
    private int spent;

    public JsonNode? Document()
    {
        parser.Consume<StreamStart>();
        if (!parser.TryConsume<DocumentStart>(out _))
        {
            return null;
        }

        return Node(0);
    }

    private JsonNode? Node(int depth)
    {
        spent += 1 + (depth / CheapDepth);
        if (spent > Budget)
        {
            throw new ObjectReadException("yaml: document contains too many nodes");
        }

        if (parser.TryConsume<AnchorAlias>(out var alias))
        {
            return anchors.Expand(alias.Value.Value, depth);
        }

        var anchor = (parser.Current as NodeEvent)?.Anchor ?? AnchorName.Empty;
        var node = parser.Current switch
        {
            Scalar => YamlScalars.Value(parser.Consume<Scalar>()),
            MappingStart => Mapping(Deeper(depth)),
            SequenceStart => Sequence(Deeper(depth)),
            _ => throw new ObjectReadException("yaml: a node was expected"),
        };
        if (!anchor.IsEmpty)
        {
            anchors.Define(anchor.Value, node);
        }

        return node;
    }

    private static int Deeper(int depth) => depth < ObjectReader.MaxDepth
        ? depth + 1
        : throw ObjectReader.TooDeep();

    private JsonArray Sequence(int depth)
    {
        parser.Consume<SequenceStart>();
        var list = new JsonArray();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            path.Add(new YamlStep(null, list.Count));
            list.Add(Node(depth));
            path.RemoveAt(path.Count - 1);
        }

        return list;
    }

    private JsonObject Mapping(int depth)
    {
        parser.Consume<MappingStart>();
        var map = new JsonObject();
        HashSet<string>? merged = null;
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            if (parser.Current is Scalar { Value: "<<", IsPlainImplicit: true })
            {
                parser.MoveNext();
                Merge(map, Node(depth), merged ??= new HashSet<string>(StringComparer.Ordinal));
                continue;
            }

            var key = Key();
            path.Add(new YamlStep(key, 0));
            Put(map, key, Node(depth), merged);
            path.RemoveAt(path.Count - 1);
        }

        return map;
    }

    private string Key() => parser.Current switch
    {
        Scalar => YamlScalars.Key(Node(0)),
        AnchorAlias => YamlScalars.Key(Node(0)),
        _ => throw new ObjectReadException($"yaml: line {parser.Current?.Start.Line}: invalid map key: it must be a scalar"),
    };

    private void Put(JsonObject map, string key, JsonNode? value, HashSet<string>? merged)
    {
        if (map.TryAdd(key, value))
        {
            return;
        }

        if (merged?.Remove(key) == true)
        {
            map[key] = value;
            return;
        }

        if (report is null)
        {
            throw new ObjectReadException($"yaml: unmarshal errors:\n  line {parser.Current?.Start.Line}: key {GoText.Quote(key)} already set in map");
        }

        map[key] = value;
        if (report.TakesMore)
        {
            report.AddDuplicate(YamlStep.Path(path));
        }
    }

    // Of several mappings the first wins; keys of the mapping itself win over all.
    private static void Merge(JsonObject map, JsonNode? source, HashSet<string> merged)
    {
        switch (source)
        {
            case JsonObject other:
                foreach (var (key, value) in other)
                {
                    if (!map.ContainsKey(key))
                    {
                        map.Add(key, value?.DeepClone());
                        merged.Add(key);
                    }
                }

                break;
            case JsonArray list when list.All(item => item is JsonObject):
                foreach (var item in list)
                {
                    Merge(map, item, merged);
                }

                break;
            default:
                throw new ObjectReadException("yaml: map merge requires map or sequence of maps as the value");
        }
    }
}

using System.Text;
using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using YamlDotNet.Core;

namespace Outrigger.ApiMachinery.Yaml;

/// <summary>
/// Reads the first document of a YAML text into a JSON tree, as sigs.k8s.io/yaml does. Keys become strings. Nesting and the growth by
/// aliases are bounded (<see cref="ObjectReader.MaxDepth"/>, 3 MiB), so that no text can exhaust the server.
/// </summary>
public static class YamlReader
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a text; null for an empty one. A key that is given twice is an <see cref="ObjectReadException"/>, unless there is a
    /// report that takes it: then the last wins. Text that is not YAML is an <see cref="ObjectReadException"/> too.
    /// </summary>
    public static JsonNode? Read(ReadOnlySpan<byte> utf8, ReadReport? report = null)
    {
        try
        {
            return Read(Strict.GetString(utf8), report);
        }
        catch (DecoderFallbackException e)
        {
            throw new ObjectReadException("yaml: invalid UTF-8", e);
        }
    }

    /// <summary>As <see cref="Read(ReadOnlySpan{byte}, ReadReport?)"/>.</summary>
    public static JsonNode? Read(string text, ReadReport? report = null)
    {
        try
        {
            var parser = new Parser(new StringReader(text.Length > 0 && text[0] == '\uFEFF' ? text[1..] : text));
            return new YamlTreeBuilder(parser, report).Document();
        }
        catch (YamlException e)
        {
            throw new ObjectReadException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            // What the parser throws for some broken texts instead of its own exception.
            throw new ObjectReadException($"yaml: {e.Message}", e);
        }
    }

    /// <summary>Reads a document whose root is a mapping.</summary>
    public static JsonObject ReadObject(ReadOnlySpan<byte> utf8, ReadReport? report = null) =>
        Read(utf8, report) is var root && root is JsonObject map
            ? map
            : throw new ObjectReadException($"json: cannot unmarshal {JsonNodes.TypeName(root)} into an object");
}

using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.Patching;
using Outrigger.ApiMachinery.Quantities;
using Outrigger.ApiMachinery.Selectors;
using Outrigger.ApiMachinery.Yaml;

namespace Outrigger.ApiMachinery.Tests;

/// <summary>Whatever a client sends, a reader answers with a value or with its own refusal.</summary>
public sealed class HostileTextTests
{
    [Fact]
    public void YamlReader_AnyText_ReadsOrRefuses() => Holds(
        ["a", "b: ", "- ", "? ", ": ", "\n", "  ", "\t", "[", "]", "{", "}", ",", "&a ", "*a", "!t ", "!!int ", "!", "|", "|2-", ">", "'", "\"", "\\", "%YAML 1.1\n",
            "---", "...", "#", "<<: ", "@", "`", "\0", "\u0085", "\u2028", "\uFEFF", "1", "0x", "-", "~", "\r", "\U0001F600", "!<x> "],
        text => YamlReader.Read(text));

    [Fact]
    public void ObjectReader_AnyText_ReadsOrRefuses() => Holds(
        ["{", "}", "[", "]", ",", ":", "\"", "\"a\"", "\"b\":", "\\u12", "\\", "\\ud800", "1", "-", "e5", "1e999", "0.1", "true", "null", " ", "\n", "\0", "/*", "é"],
        text => ObjectReader.ReadNode(Encoding.UTF8.GetBytes(text), new ReadReport()));

    [Fact]
    public void LabelSelector_AnyText_ParsesOrRefuses() => Holds(
        ["a", "b", "=", "==", "!", "!=", " ", ",", "(", ")", "in", "notin", " in ", ">", "<", "1", "/", "-", "\0", "é"],
        text => LabelSelector.Parse(LabelSelector.Parse(text).ToString()));

    [Fact]
    public void FieldSelector_AnyText_ParsesOrRefuses() => Holds(
        ["a", "b", "=", "==", "!=", ",", "\\", "\\,", " ", "\0", "\ud83d", "é"],
        text => FieldSelector.Parse(FieldSelector.Parse(text).ToString()));

    [Fact]
    public void Quantity_AnyText_ParsesOrRefuses() => Holds(
        ["1", "9", "0", ".", "-", "+", "e", "E", "Ki", "Mi", "Ei", "m", "n", "u", "k", "000", "99999999999999999999"],
        text => Quantity.TryParse(text, out var value, out _) ? value.ToString() + value.Value() + value.ToDouble() : null);

    [Fact]
    public void JsonPatch_AnyOperations_ApplyOrRefuse()
    {
        var paths = Gen.Elements("", "/", "/a", "/a/b", "/l", "/l/0", "/l/-", "/l/-1", "/l/9", "/a/b/c", "x", "/~1", "/~0~1");
        var kinds = Gen.Elements("add", "remove", "replace", "move", "copy", "test", "none");
        var operations = Gen.Zip(Gen.Zip(kinds, paths), Gen.Zip(paths, JsonTrees.Arbitrary.Generator))
            .Select(JsonNode? (o) => Operation(o.Item1.Item1, o.Item1.Item2, o.Item2.Item1, o.Item2.Item2.Node));
        var patches = operations.ArrayOf().Select(o => new JsonTree(new JsonArray([.. o.Select(n => n?.DeepClone())]))).ToArbitrary();
        Prop.ForAll(patches, patch =>
        {
            var document = JsonNode.Parse("""{"a":{"b":{"c":1}},"l":[1,[2],{"x":3}]}""")!.AsObject();
            return Refuses(() => JsonPatch.Parse(ObjectWriter.ToUtf8(patch.Node)).Apply(document));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));
    }

    [Fact]
    public void ObjectReader_AnyTree_ReadsBackTheSame() =>
        Prop.ForAll(JsonTrees.Arbitrary, tree => JsonNodes.DeepEqual(ObjectReader.ReadNode(ObjectWriter.ToUtf8(tree.Node)), tree.Node))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithQuietOnSuccess(true));

    [Fact]
    public void MergePatch_Difference_GivesTheTarget() =>
        Prop.ForAll(JsonTrees.Arbitrary, JsonTrees.Arbitrary, (left, right) =>
        {
            var from = new JsonObject { ["v"] = left.Node?.DeepClone() };
            var to = new JsonObject { ["v"] = right.Node?.DeepClone() };
            PatchDirectives.DropNulls(to);
            var result = MergePatch.Apply(from, Difference(from, to));
            return JsonNodes.DeepEqual(result, to);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true));

    private static JsonObject Operation(string op, string path, string from, JsonNode? value) =>
        new() { ["op"] = op, ["path"] = path, ["from"] = from, ["value"] = value?.DeepClone() };

    private static JsonObject Difference(JsonObject from, JsonObject to)
    {
        var patch = new JsonObject();
        foreach (var (key, _) in from.Where(p => !to.ContainsKey(p.Key)))
        {
            patch[key] = null;
        }

        foreach (var (key, value) in to)
        {
            patch[key] = value is JsonObject map && from[key] is JsonObject there ? Difference(there, map) : value?.DeepClone();
        }

        return patch;
    }

    private static void Holds(string[] pieces, Func<string, object?> read) =>
        Prop.ForAll(Gen.Elements(pieces).ArrayOf().Select(string.Concat).ToArbitrary(), text => Refuses(() => read(text)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(700).WithQuietOnSuccess(true));

    private static bool Refuses(Func<object?> read)
    {
        try
        {
            read();
        }
        catch (Exception e) when (e is ObjectReadException or StatusException)
        {
            return true;
        }

        return true;
    }
}

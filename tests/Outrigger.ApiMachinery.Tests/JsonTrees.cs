using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;

namespace Outrigger.ApiMachinery.Tests;

public static class JsonTrees
{
    public static Arbitrary<JsonTree> Arbitrary { get; } = Gen.Sized(size => Tree(Math.Min(size, 30))).Select(n => new JsonTree(n)).ToArbitrary();

    private static Gen<string> Texts { get; } = ArbMap.Default.GeneratorFor<NonNull<string>>()
        .Select(s => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(s.Get)));

    private static Gen<JsonNode?> Leaf { get; } = Gen.OneOf(
        Texts.Select(JsonNode? (t) => JsonValue.Create(t)),
        ArbMap.Default.GeneratorFor<long>().Select(JsonNode? (n) => JsonValue.Create(n)),
        ArbMap.Default.GeneratorFor<NormalFloat>().Select(JsonNode? (n) => JsonValue.Create(n.Get)),
        ArbMap.Default.GeneratorFor<bool>().Select(JsonNode? (b) => JsonValue.Create(b)),
        Gen.Constant<JsonNode?>(null));

    private static Gen<JsonNode?> Tree(int size) => size <= 1 ? Leaf : Gen.OneOf(Leaf, List(size), Map(size));

    private static Gen<JsonNode?> List(int size) =>
        Gen.Choose(0, 4).SelectMany(n => Tree(size / 3).ArrayOf(n)).Select(JsonNode? (items) => new JsonArray([.. items.Select(i => i?.DeepClone())]));

    private static Gen<JsonNode?> Map(int size) =>
        Gen.Choose(0, 4).SelectMany(n => Gen.Zip(Texts, Tree(size / 3)).ArrayOf(n)).Select(JsonNode? (items) =>
        {
            var map = new JsonObject();
            foreach (var (key, value) in items)
            {
                map[key] = value?.DeepClone();
            }

            return map;
        });
}

using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using Outrigger.ApiMachinery.Apply;
using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Apply;

public sealed class ApplyPropertyTests
{
    private static readonly Config Quick = Config.QuickThrowOnFailure.WithMaxTest(60);

    private static Arbitrary<string> Left { get; } = Configs("image", "a").ToArbitrary();

    private static Arbitrary<string> Right { get; } = Configs("color", "b").ToArbitrary();

    [Fact]
    public void Apply_Twice_ChangesNothing() => Check.One(Quick, Prop.ForAll(Left, Right, (a, b) =>
    {
        var shop = Applied(("x", a), ("y", b));
        var before = shop.Live!.DeepClone();
        Apply(shop, "x", a);
        Apply(shop, "y", b);
        return JsonNodes.DeepEqual(Unordered(before), Unordered(shop.Live));
    }));

    [Fact]
    public void Apply_ManagersThatShareNothing_Commute() => Check.One(Quick, Prop.ForAll(Left, Right, (a, b) =>
    {
        var one = Applied(("x", a), ("y", b));
        var other = Applied(("y", b), ("x", a));
        return Same(one, other) && one.Owners.Order(StringComparer.Ordinal).SequenceEqual(other.Owners.Order(StringComparer.Ordinal), StringComparer.Ordinal);
    }));

    [Fact]
    public void Apply_NothingAnyMore_LeavesWhatTheOthersApplied() => Check.One(Quick, Prop.ForAll(Left, Right, (a, b) =>
    {
        var shop = Applied(("x", a), ("y", b));
        Apply(shop, "x", "{}");
        return Same(shop, Applied(("y", b)));
    }));

    [Fact]
    public void Apply_ByForce_OwnsAllThatItNames() => Check.One(Quick, Prop.ForAll(Left, Left, (a, b) =>
    {
        var shop = Applied(("x", a));
        shop.ApplyAsync("y", b, force: true).GetAwaiter().GetResult();
        var alone = Applied(("y", b));
        return shop.Owners.Any(o => alone.Owners.Count == 0 || string.Equals(o, alone.Owners[0], StringComparison.Ordinal)) || alone.Owners.Count == 0;
    }));

    [Fact]
    public void Read_AnyTreeAsManagers_IsRefusedOrRead() => Check.One(Quick, Prop.ForAll(JsonTrees.Arbitrary, tree =>
    {
        var entry = new JsonObject
        {
            ["manager"] = "m",
            ["operation"] = "Update",
            ["apiVersion"] = "v1",
            ["fieldsType"] = "FieldsV1",
            ["fieldsV1"] = tree.Node?.DeepClone(),
        };
        var table = ManagerTable.Read(new JsonArray(entry, tree.Node?.DeepClone()), out var error);
        return table is null == error is not null;
    }));

    [Fact]
    public void Apply_AnyTree_IsAppliedOrRefused() => Check.One(Quick, Prop.ForAll(JsonTrees.Arbitrary, tree =>
    {
        var shop = Applied(("x", """{"spec":{"image":"i","ports":[{"name":"p"}],"free":{"a":1}}}"""));
        try
        {
            Apply(shop, "y", new JsonObject { ["spec"] = new JsonObject { ["free"] = tree.Node?.DeepClone(), ["ports"] = tree.Node?.DeepClone() } }.ToJsonString());
            return true;
        }
        catch (StatusException e)
        {
            return e.Status.Code is 409 or 500;
        }
    }));

    // A few fields of the shop; whatever the mark is, configurations of different marks and fields share nothing.
    private static Gen<string> Configs(string field, string mark) =>
        from own in Gen.Elements("", $"\"{field}\":\"{mark}\"")
        from tags in Names(mark).ListOf()
        from limits in Names(mark).ListOf()
        from ports in Names(mark).ListOf()
        from free in Names(mark).ListOf()
        select Join(
            own,
            List("tags", tags, n => $"\"{n}\""),
            Map("limits", limits, "\"1\""),
            List("ports", ports, n => $$"""{"name":"{{n}}","port":1}"""),
            Map("free", free, "[1]"));

    private static Gen<string> Names(string mark) => Gen.Choose(0, 4).Select(n => $"{mark}{n}");

    private static string Join(params string[] parts) => $$$"""{"spec":{{{{string.Join(',', parts.Where(p => p.Length > 0))}}}}}""";

    private static string List(string field, IEnumerable<string> names, Func<string, string> item) =>
        names.Any() ? $"\"{field}\":[{string.Join(',', names.Distinct(StringComparer.Ordinal).Select(item))}]" : "";

    private static string Map(string field, IEnumerable<string> names, string value) =>
        names.Any() ? $"\"{field}\":{{{string.Join(',', names.Distinct(StringComparer.Ordinal).Select(n => $"\"{n}\":{value}"))}}}" : "";

    private static ApplyTester Applied(params (string By, string Config)[] applies)
    {
        var shop = new ApplyTester(ApplyTester.Shop);
        foreach (var (by, config) in applies)
        {
            Apply(shop, by, config);
        }

        return shop;
    }

    private static void Apply(ApplyTester shop, string by, string config) => shop.ApplyAsync(by, config).GetAwaiter().GetResult();

    // An applier that names no more than the spec leaves it there, empty.
    private static bool Same(ApplyTester a, ApplyTester b) =>
        JsonNodes.DeepEqual(Unordered(JsonNode.Parse(a.Rest())!["spec"]) ?? new JsonObject(), Unordered(JsonNode.Parse(b.Rest())!["spec"]) ?? new JsonObject());

    private static JsonNode? Unordered(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Unordered(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Unordered).OrderBy(n => n?.ToJsonString(), StringComparer.Ordinal)]),
        _ => node?.DeepClone(),
    };
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;

namespace Outrigger.ApiMachinery.Tests.Json;

public sealed class JsonMembersTests
{
    [Theory]
    [InlineData(10)]
    [InlineData(2000)]
    public void Remove_InAnyOrder_TakesOutWhatIsNamedAndNothingElse(int size)
    {
        var random = new Random(size);
        var map = new JsonObject(Enumerable.Range(0, size).Select(i => KeyValuePair.Create($"k{i}", (JsonNode?)new JsonObject { ["n"] = i })));
        var expected = Enumerable.Range(0, size).ToDictionary(i => $"k{i}", i => i, StringComparer.Ordinal);
        for (var i = 0; i < size / 2; i++)
        {
            var key = $"k{random.Next(size)}";
            JsonMembers.Remove(map, key, out var value).ShouldBe(expected.Remove(key, out var number));
            ((int?)value?["n"]).ShouldBe(value is null ? null : number);
            value?.Parent.ShouldBeNull();
        }

        map.ToDictionary(p => p.Key, p => (int)p.Value!["n"]!, StringComparer.Ordinal).ShouldBe(expected, ignoreOrder: true);
        map.ShouldAllBe(p => ReferenceEquals(p.Value!.Parent, map));
    }

    [Fact]
    public void Remove_FromAnObjectOfPeoplesMaking_KeepsTheOrder()
    {
        var map = new JsonObject { ["a"] = 1, ["b"] = 2, ["c"] = 3 };
        JsonMembers.Remove(map, "a").ShouldBeTrue();
        map.Select(p => p.Key).ShouldBe(["b", "c"]);
    }
}

using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Endpoints;

namespace Outrigger.ControlPlane.Tests.Endpoints;

public sealed class SlicePlanTests
{
    private static readonly PortList Http = new([new EndpointPort("http", 80, "TCP", null)]);

    [Fact]
    public void Make_ManyEndpoints_FillSlicesOfTheLimit()
    {
        var changes = Plan([], Enumerable.Range(0, 7));

        changes.Select(c => (c.Name, c.Endpoints!.Count)).ShouldBe([(null, 3), (null, 3), (null, 1)]);
    }

    [Fact]
    public void Make_EndpointsThatAreThere_StayInTheirSlices()
    {
        var there = new[] { Slice("a", 0, 1, 2), Slice("b", 3, 4, 5) };

        Plan(there, Enumerable.Range(0, 6)).ShouldBeEmpty();
        var change = Plan(there, [0, 1, 2, 3, 5]).ShouldHaveSingleItem();
        (change.Name, Numbers(change)).ShouldBe(("b", "3,5"));
    }

    [Fact]
    public void Make_NewEndpoints_GoWhereSomethingIsWrittenAnyway()
    {
        var there = new[] { Slice("a", 0), Slice("b", 3, 4, 5) };

        var change = Plan(there, [0, 3, 4, 9]).ShouldHaveSingleItem();

        (change.Name, Numbers(change)).ShouldBe(("b", "3,4,9"));
    }

    [Fact]
    public void Make_EmptySlices_AreDeletedButOne()
    {
        var there = new[] { Slice("a", 0, 1, 2), Slice("b", 3) };

        Plan(there, [0, 1, 2]).Select(c => (c.Name, c.Endpoints is null)).ShouldBe([("b", true)]);
        Plan(there, []).Select(c => (c.Name, c.Endpoints is null)).ShouldBe([("a", false), ("b", true)]);
        Plan([new SliceView("a", "IPv4", PortList.Empty, [], Labels)], []).ShouldBeEmpty();
        Plan([], []).Select(c => (c.Name, c.Endpoints?.Count, c.Ports.IsEmpty)).ShouldBe([(null, 0, true)]);
    }

    [Fact]
    public void Make_OtherPorts_TakeOverTheSliceAndOtherFamiliesGo()
    {
        var other = Slice("a", 0) with { Ports = new PortList([new EndpointPort("http", 81, "TCP", null)]) };
        var six = Slice("six", 1) with { AddressType = "IPv6" };

        Plan([other, six], [0]).Select(c => (c.Name, c.Endpoints is null)).ShouldBe([("a", false), ("six", true)]);
    }

    /// <summary>Whatever was there and whatever is wanted: afterwards each is in one slice, none is too big, and a second plan is empty.</summary>
    [Fact]
    public void Make_AnyStates_EndsAtWhatIsWantedAndRests()
    {
        var random = new Random(7);
        var there = new List<SliceView>();
        for (var round = 0; round < 300; round++)
        {
            int[] wanted = [.. Enumerable.Range(0, 12).Where(_ => random.Next(3) > 0)];
            there = Apply(there, Plan(there, wanted));

            there.SelectMany(s => s.Endpoints).Select(Number).Order().ShouldBe(wanted);
            there.ShouldAllBe(s => s.Endpoints.Count <= 3);
            there.Count.ShouldBeGreaterThan(0);
            Plan(there, wanted).ShouldBeEmpty();
        }
    }

    private static Dictionary<string, string> Labels { get; } = [];

    private static IReadOnlyList<SliceChange> Plan(IReadOnlyList<SliceView> there, IEnumerable<int> wanted)
    {
        JsonObject[] endpoints = [.. wanted.Select(Endpoint)];
        return new SlicePlan(["IPv4"], 3).Make(there, endpoints.Length == 0 ? [] : [new SliceGroup("IPv4", Http, endpoints)]);
    }

    private static List<SliceView> Apply(List<SliceView> there, IReadOnlyList<SliceChange> changes)
    {
        var after = there.Where(s => !changes.Any(c => c.Name == s.Name)).ToList();
        after.AddRange(changes.Where(c => c.Endpoints is not null).Select(c => new SliceView(c.Name ?? Guid.NewGuid().ToString(), "IPv4", c.Ports, c.Endpoints!, Labels)));
        return [.. after.OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    private static SliceView Slice(string name, params int[] endpoints) => new(name, "IPv4", Http, [.. endpoints.Select(Endpoint)], Labels);

    private static JsonObject Endpoint(int number) => new()
    {
        ["addresses"] = new JsonArray($"10.0.0.{number}"),
        ["targetRef"] = new JsonObject { ["uid"] = $"u{number}" },
    };

    private static string Numbers(SliceChange change) => string.Join(',', change.Endpoints!.Select(Number));

    private static int Number(JsonObject endpoint) => int.Parse(JsonNodes.GetString(endpoint, "targetRef", "uid")![1..], System.Globalization.CultureInfo.InvariantCulture);
}

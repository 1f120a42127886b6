using System.Text.Json.Nodes;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Yaml;
using Outrigger.Server.FlowControl;
using Outrigger.Server.FlowControl.Levels;
using Outrigger.Server.FlowControl.Queues;
using Outrigger.Server.FlowControl.Specs;
using Outrigger.Server.Metrics;
using Outrigger.Server.Requests;

namespace Outrigger.Server.Tests.FlowControl;

public sealed class FlowControllerTests
{
    private static readonly UserInfo Jane = new("jane", ["system:authenticated"]);
    private static readonly RequestInfo Get = RequestInfoParser.Parse("GET", "/api/v1/namespaces/a/pods/x", "");
    private readonly FakeTimeProvider clock = new();

    [Fact]
    public void Start_StandardObjects_HaveKubernetesSeats()
    {
        var levels = Levels(Controller());

        levels.ToDictionary(l => l.Key, l => (l.Value.Nominal, l.Value.Least, l.Value.Most)).ShouldBe(
            new Dictionary<string, (int, int, int)>
            {
                ["exempt"] = (0, 0, 600),
                ["system"] = (74, 50, 674),
                ["node-high"] = (98, 73, 698),
                ["leader-election"] = (25, 25, 625),
                ["workload-high"] = (98, 49, 698),
                ["workload-low"] = (245, 24, 845),
                ["global-default"] = (49, 24, 649),
                ["catch-all"] = (13, 13, 613),
            },
            ignoreOrder: true);
        levels["workload-low"].MostSeatsOfOne.ShouldBe(37);
        levels["global-default"].MostSeatsOfOne.ShouldBe(8);
    }

    [Fact]
    public void Rebalance_BusyLevel_BorrowsFromIdleOnes()
    {
        var controller = Controller();
        var level = Levels(controller)["global-default"];
        var open = Enumerable.Range(0, 300).Select(i => level.Queues.Start(new WorkEstimate(1), (ulong)i * 7919, level.StatsOf("s"))).ToList();
        level.Queues.Load.Executing.ShouldBe(level.Current);

        Period(controller);

        level.Current.ShouldBeGreaterThan(200);
        level.Queues.Load.Executing.ShouldBe(Math.Min(level.Current, 300));
        Levels(controller).Values.ShouldAllBe(l => l.Spec.IsExempt || (l.Current >= l.Least && l.Current <= l.Most));
        Levels(controller).Values.Sum(l => l.Current).ShouldBeInRange(595, 610);

        // the owner of lent seats gets them back with its own demand
        var owner = Levels(controller)["workload-low"];
        _ = Enumerable.Range(0, 900).Select(i => owner.Queues.Start(new WorkEstimate(1), (ulong)i * 7919, owner.StatsOf("s"))).ToList();
        Period(controller);
        owner.Current.ShouldBeGreaterThanOrEqualTo(owner.Nominal);
        open.Count.ShouldBe(300);
    }

    [Fact]
    public void Rebalance_BorrowingLimit_Holds()
    {
        var controller = Controller();
        Configure(controller, schemas: "{name: mine, p: 900, l: small}", levels: "{name: small, shares: 20, borrow: 50}, {name: rich, shares: 80, lend: 100}");
        var level = Levels(controller)["small"];
        _ = Enumerable.Range(0, 500).Select(i => level.Queues.Start(new WorkEstimate(1), (ulong)i * 7919, level.StatsOf("s"))).ToList();

        Period(controller);

        level.Current.ShouldBe(level.Most);
        level.Most.ShouldBe((int)Math.Round(level.Nominal * 1.5, MidpointRounding.AwayFromZero));
    }

    [Fact]
    public void Configure_SchemaOfALevelThatIsNotThere_IsLeftOut()
    {
        var controller = Controller();

        Configure(controller, schemas: "{name: mine, p: 1, l: nowhere}", levels: "");

        controller.Current.Routes.ShouldNotContain(r => r.Schema.Name == "mine");
        controller.Current.Find(Jane, Get).Schema.Name.ShouldBe("catch-all");
    }

    [Fact]
    public void Configure_Nothing_SuppliesTheMandatoryObjects()
    {
        var controller = Controller();
        controller.Configure([], []);
        controller.Current.Routes.Select(r => (r.Schema.Name, r.Level.Spec.Name)).ShouldBe([("exempt", "exempt"), ("catch-all", "catch-all")]);
    }

    [Fact]
    public void Configure_Precedence_IsBySmallestNumberThenName()
    {
        var controller = Controller();
        Configure(controller, schemas: "{name: b, p: 5, l: x}, {name: a, p: 5, l: x}, {name: c, p: 4, l: x}", levels: "{name: x, shares: 1}");
        controller.Current.Routes.Select(r => r.Schema.Name).ShouldBe(["exempt", "c", "a", "b", "catch-all"]);
    }

    [Fact]
    public void Configure_LevelGoneWhileBusy_FinishesItsRequests()
    {
        var controller = Controller();
        Configure(controller, schemas: "{name: mine, p: 5, l: small}", levels: "{name: small, shares: 1}");
        var level = Levels(controller)["small"];
        var open = Enumerable.Range(0, level.Current + 1).Select(i => level.Queues.Start(new WorkEstimate(1), 1, level.StatsOf("mine"))!).ToList();

        controller.Configure([], []);
        controller.Current.Find(Jane, Get).Schema.Name.ShouldBe("catch-all");
        open.ForEach(t => t.Dispose());
        level.Queues.IsIdle.ShouldBeTrue();
        Metrics(controller).ShouldContain("priority_level=\"small\"");

        Period(controller);
        Metrics(controller).ShouldNotContain("priority_level=\"small\"");
    }

    [Fact]
    public void Metrics_HaveKubernetesNames()
    {
        var controller = Controller();
        var route = controller.Current.Find(Jane, Get);
        using var ticket = route.Level.Queues.Start(new WorkEstimate(1), 1, route.Stats);

        var page = Metrics(controller);

        page.ShouldContain("apiserver_flowcontrol_nominal_limit_seats{priority_level=\"system\"} 74\n");
        page.ShouldContain("apiserver_flowcontrol_dispatched_requests_total{flow_schema=\"global-default\",priority_level=\"global-default\"} 1\n");
        page.ShouldContain("apiserver_flowcontrol_current_executing_requests{flow_schema=\"global-default\",priority_level=\"global-default\"} 1\n");
        page.ShouldContain("apiserver_flowcontrol_request_wait_duration_seconds_bucket{flow_schema=\"global-default\",priority_level=\"global-default\",execute=\"true\",le=\"0\"} 1\n");
    }

    [Fact]
    public void DroppedRequests_Many_AreToldToWaitLonger()
    {
        var dropped = new DroppedRequests(clock);
        int Second(int count)
        {
            clock.Advance(TimeSpan.FromSeconds(1));
            return Enumerable.Range(0, count).Select(_ => dropped.Add()).ToList()[^1];
        }

        Second(10).ShouldBe(1);
        Second(10).ShouldBe(2);
        var longest = Enumerable.Range(0, 200).Select(_ => Second(100)).ToList().Max();
        longest.ShouldBe(32);
        clock.Advance(TimeSpan.FromMinutes(2));
        for (var i = 0; i < 40; i++)
        {
            clock.Advance(TimeSpan.FromSeconds(4));
            Second(1);
        }

        Second(1).ShouldBeLessThan(5);
    }

    private FlowController Controller() => new(new FlowControlOptions(), clock);

    private void Period(FlowController controller)
    {
        clock.Advance(TimeSpan.FromSeconds(10));
        controller.Rebalance();
    }

    private static Dictionary<string, PriorityLevel> Levels(FlowController controller) =>
        controller.Current.Routes.Select(r => r.Level).Distinct().ToDictionary(l => l.Spec.Name);

    private static string Metrics(FlowController controller)
    {
        using var exporter = new PrometheusExporter();
        exporter.Add(controller.WriteMetrics);
        return exporter.Write();
    }

    private static void Configure(FlowController controller, string schemas, string levels)
    {
        static IEnumerable<JsonObject> Read(string items) => ((JsonArray)YamlReader.Read($"[{items}]")!).Select(i => (JsonObject)i!);
        controller.Configure(
            [.. Read(schemas).Select(s => new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = (string)s["name"]! },
                ["spec"] = new JsonObject
                {
                    ["priorityLevelConfiguration"] = new JsonObject { ["name"] = (string)s["l"]! },
                    ["matchingPrecedence"] = (long)s["p"]!,
                    ["rules"] = FlowControlObjects.Schemas().Last()["spec"]!["rules"]!.DeepClone(),
                },
            })],
            [.. Read(levels).Select(l => new JsonObject
            {
                ["metadata"] = new JsonObject { ["name"] = (string)l["name"]! },
                ["spec"] = new JsonObject
                {
                    ["type"] = "Limited",
                    ["limited"] = new JsonObject
                    {
                        ["nominalConcurrencyShares"] = (long)l["shares"]!,
                        ["lendablePercent"] = l["lend"]?.DeepClone(),
                        ["borrowingLimitPercent"] = l["borrow"]?.DeepClone(),
                        ["limitResponse"] = new JsonObject { ["type"] = "Queue", ["queuing"] = new JsonObject { ["queues"] = 8L, ["handSize"] = 2L, ["queueLengthLimit"] = 100L } },
                    },
                },
            })]);
    }
}

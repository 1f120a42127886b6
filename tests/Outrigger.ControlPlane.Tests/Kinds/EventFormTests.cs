using Outrigger.ApiMachinery.Errors;
using Outrigger.ApiMachinery.Json;
using Outrigger.ControlPlane.Tests.Fakes;

namespace Outrigger.ControlPlane.Tests.Kinds;

public sealed class EventFormTests(StrategyTests.Shared shared) : IClassFixture<StrategyTests.Shared>
{
    private const string Newer = "events.events.k8s.io";
    private readonly TestCluster cluster = shared.Cluster;

    [Fact]
    public async Task Create_NewerForm_IsTheSameEventInCore()
    {
        await cluster.CreateAsync(Newer, Json("both", ""), "default");

        var core = await cluster.GetAsync("events", "both", "default");

        JsonNodes.GetString(core, "involvedObject", "name").ShouldBe("p");
        JsonNodes.GetString(core, "message").ShouldBe("hello");
        JsonNodes.GetString(core, "reportingComponent").ShouldBe("a.io/b");
        core["regarding"].ShouldBeNull();
    }

    [Theory]
    [InlineData(Newer, "regarding.name=p-of-list,reportingController=a.io/b", 1)]
    [InlineData(Newer, "regarding.name=other", 0)]
    [InlineData("events", "involvedObject.name=p-of-list,source=a.io/b", 1)]
    public async Task List_FieldSelector_IsOfTheForm(string resource, string fields, int expected)
    {
        var name = $"listed-{Guid.NewGuid():n}";
        await cluster.CreateAsync(Newer, Json(name, "").Replace("\"p\"", "\"p-of-list\"", StringComparison.Ordinal), "default");

        var found = await cluster.ListAsync(resource, "default", $"{fields},metadata.name={name}");

        found.Count.ShouldBe(expected);
    }

    [Fact]
    public async Task List_FieldOfTheOtherForm_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(() => cluster.ListAsync(Newer, "default", "involvedObject.name=p"));

        refused.Status.Message.ShouldBe("field label not supported: involvedObject.name");
    }

    [Fact]
    public async Task Create_NewerFormWithOldFields_IsRefused()
    {
        var refused = await Should.ThrowAsync<StatusException>(
            () => cluster.CreateAsync(Newer, Json("old", ""","deprecatedCount":3,"deprecatedSource":{"component":"c"}"""), "default"));

        refused.Status.Message.ShouldContain("count: Invalid value: \"\": needs to be unset");
        refused.Status.Message.ShouldContain("source: Invalid value: \"\": needs to be unset");
    }

    [Fact]
    public async Task Update_NewerForm_ChangesTheSeriesAlone()
    {
        await cluster.CreateAsync(Newer, Json("again", ""), "default");
        await cluster.UpdateAsync(
            Newer,
            "again",
            e => e["series"] = new System.Text.Json.Nodes.JsonObject { ["count"] = 2, ["lastObservedTime"] = "2026-01-01T00:00:01.000000Z" },
            "default");

        var refused = await Should.ThrowAsync<StatusException>(() => cluster.UpdateAsync(Newer, "again", e => e["note"] = "x", "default"));

        refused.Status.Message.ShouldContain("message: Invalid value: \"x\": field is immutable");
    }

    private static string Json(string name, string more) => $$$"""
        {"metadata":{"name":"{{{name}}}"},"eventTime":"2026-01-01T00:00:00.000000Z","reportingController":"a.io/b","reportingInstance":"i",
         "action":"a","reason":"r","type":"Normal","note":"hello","regarding":{"namespace":"default","kind":"Pod","name":"p"}{{{more}}}}
        """;
}

using System.Text.Json.Nodes;
using Microsoft.Extensions.Logging.Abstractions;
using Outrigger.ApiMachinery.Identity;
using Outrigger.ApiMachinery.Json;
using Outrigger.ApiMachinery.SchemaFiles;
using Outrigger.ControlPlane.Hosting;
using Outrigger.ControlPlane.Tests.Fakes;
using Outrigger.Server.FlowControl;
using Outrigger.Server.Hosting;
using Outrigger.Server.Pipeline;

namespace Outrigger.ControlPlane.Tests.FlowControl;

public sealed class FlowSchemaTests
{
    private const string Schemas = "flowschemas.flowcontrol.apiserver.k8s.io";
    private const string Levels = "prioritylevelconfigurations.flowcontrol.apiserver.k8s.io";

    private const string OfJane = """
        {"metadata":{"name":"of-jane"},"spec":{"matchingPrecedence":50,"priorityLevelConfiguration":{"name":"small"},"distinguisherMethod":{"type":"ByUser"},
         "rules":[{"subjects":[{"kind":"User","user":{"name":"jane"}}],"nonResourceRules":[{"verbs":["*"],"nonResourceURLs":["*"]}]}]}}
        """;

    private const string Small = """
        {"metadata":{"name":"small"},"spec":{"type":"Limited","limited":{"nominalConcurrencyShares":1,"limitResponse":{"type":"Reject"}}}}
        """;

    private readonly FlowController controller = new(new FlowControlOptions(), TimeProvider.System);

    [Fact]
    public async Task StandardSchemas_FoundTheirLevels()
    {
        await using var cluster = await StartAsync();
        await Eventually.TrueAsync(
            async () => (await cluster.ListAsync(Schemas)).All(s => Dangling(s) is ("False", "Found")), "every schema says that its level is there");
    }

    [Fact]
    public async Task Schema_WithoutItsLevel_SaysSoUntilItIsThere()
    {
        await using var cluster = await StartAsync();
        await cluster.CreateAsync(Schemas, OfJane);
        await Eventually.TrueAsync(async () => Dangling(await cluster.GetAsync(Schemas, "of-jane")) is ("True", "NotFound"), "the condition");

        await cluster.CreateAsync(Levels, Small);
        await Eventually.TrueAsync(async () => Dangling(await cluster.GetAsync(Schemas, "of-jane")) is ("False", "Found"), "the condition");

        var condition = JsonNodes.GetArray(await cluster.GetAsync(Schemas, "of-jane"), "status", "conditions")!.ShouldHaveSingleItem()!.AsObject();
        JsonNodes.GetString(condition, "message").ShouldBe("This FlowSchema references the PriorityLevelConfiguration object named \"small\" and it exists");
    }

    [Fact]
    public async Task Schema_New_TakesEffectAtOnceAndIsNamedByItsUid()
    {
        await using var cluster = await StartAsync();
        await using var server = ApiServer.Create(
            new ServerParts
            {
                Catalog = cluster.Catalog,
                Schemas = SchemaLibrary.Load(typeof(ControlPlaneModule).Assembly),
                Loggers = NullLoggerFactory.Instance,
                Authorizers = cluster.Module.Authorizers,
                FlowControl = controller,
            },
            new ServingOptions());
        using var jane = new HttpClient(server.CreateInProcessHandler(new UserInfo("jane", [])));
        var level = await cluster.CreateAsync(Levels, Small);
        var schema = await cluster.CreateAsync(Schemas, OfJane);

        await Eventually.TrueAsync(async () => await HeaderAsync(jane, "X-Kubernetes-PF-FlowSchema-UID") == Uid(schema), "the schema in force");
        (await HeaderAsync(jane, "X-Kubernetes-PF-PriorityLevel-UID")).ShouldBe(Uid(level));

        await cluster.DeleteAsync(Schemas, "of-jane");
        await Eventually.TrueAsync(async () => await HeaderAsync(jane, "X-Kubernetes-PF-FlowSchema-UID") != Uid(schema), "the schema out of force");
    }

    [Fact]
    public async Task StandardObject_Deleted_IsPutBack()
    {
        await using var cluster = await StartAsync();
        await cluster.DeleteAsync(Schemas, "catch-all");
        await cluster.DeleteAsync(Levels, "global-default");

        await Eventually.TrueAsync(
            async () => await cluster.FindAsync(Schemas, "catch-all") is not null && await cluster.FindAsync(Levels, "global-default") is not null, "both are back");
    }

    [Fact]
    public async Task StandardObject_DeletedBeforeTheControllersStart_IsPutBack()
    {
        await using var cluster = await TestCluster.StartAsync(o => o with { FlowControl = controller }, controls: false);
        await cluster.DeleteAsync(Schemas, "catch-all");
        await cluster.DeleteAsync(Levels, "global-default");

        cluster.Module.StartControllers();

        await Eventually.TrueAsync(
            async () => await cluster.FindAsync(Schemas, "catch-all") is not null && await cluster.FindAsync(Levels, "global-default") is not null, "both are back");
    }

    private static (string? Status, string? Reason) Dangling(JsonObject schema)
    {
        var condition = (JsonNodes.GetArray(schema, "status", "conditions") ?? []).OfType<JsonObject>().FirstOrDefault(c => JsonNodes.GetString(c, "type") == "Dangling");
        return (JsonNodes.GetString(condition, "status"), JsonNodes.GetString(condition, "reason"));
    }

    private static string? Uid(JsonObject obj) => JsonNodes.GetString(obj, "metadata", "uid");

    private static async Task<string?> HeaderAsync(HttpClient client, string name)
    {
        using var answer = await client.GetAsync("https://localhost/version", TestContext.Current.CancellationToken);
        return answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
    }

    private Task<TestCluster> StartAsync() => TestCluster.StartAsync(o => o with { FlowControl = controller });
}
